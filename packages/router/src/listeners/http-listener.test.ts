/** Listeners on real ports: what only the system, TLS and Node's server together show. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { after, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { connect as connectSecurely } from 'node:tls'
import { testTurn } from '../session/test-turn.ts'
import type { HttpService } from '../transports/http-service.ts'
import { listen } from './http-listener.ts'
import type { ListenOptions } from './options.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-listener-'))
after(() => rmSync(folder, { recursive: true }))
const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost']
execFileSync('openssl', [...made, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' })

async function startSecure({ requestTimeoutMs = 60_000, ciphers }: Partial<ListenOptions & { ciphers: string }> = {}) {
  const heard: string[] = []
  const upgraded: Duplex[] = []
  const options: ListenOptions = {
    host: '127.0.0.1',
    port: 0,
    portRange: undefined,
    isIPv6: false,
    isShared: false,
    backlog: 10,
    tls: { keyFile, certificateFile, chainFiles: [], ciphers, dhParamFile: undefined },
    maxConnections: 10,
    maxConnectionsPerAddress: 10,
    trustedProxies: [],
    requestTimeoutMs,
    responseTimeoutMs: 60_000,
    hstsSeconds: undefined,
  }
  const service: HttpService = {
    serve: () => assert.fail('there is no request'),
    upgrade: (_visit, { socket }) => void upgraded.push(socket.on('error', () => {})),
  }
  const log = { isDebug: false, write: (_level: string, text: string) => void heard.push(text) }
  const counters = { count: (name: string) => void heard.push(name), arrived() {} }
  const listener = await listen(options, service, { turn: testTurn().turn, log, counters } as never)
  return { listener, heard, upgraded }
}

/** A client whose handshake begins and is not completed: the router gets its first message only. */
async function stalledClient(port: number): Promise<Socket> {
  const hello = await firstMessage()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}).write(hello)
  await once(socket, 'data')
  return socket.resume()
}

/** The first message of a TLS client. */
async function firstMessage(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connectSecurely({ port, host: '127.0.0.1' }).on('error', () => {})
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [hello] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  server.close()
  return hello
}

test('key exchange by RSA is refused, unless the config allows it', async () => {
  const outcome = async (ciphers: string | undefined): Promise<string> => {
    const { listener } = await startSecure(ciphers === undefined ? {} : { ciphers })
    const port = listener.port ?? 0
    const client = connectSecurely({ port, rejectUnauthorized: false, maxVersion: 'TLSv1.2', ciphers: RSA_ONLY })
    const said = await Promise.race([
      once(client, 'secureConnect').then(() => client.getCipher().name),
      new Promise<string>((resolve) => client.once('error', ({ message }) => resolve(message))),
    ])
    client.destroy()
    await listener.close()
    return said
  }
  assert.match(await outcome(undefined), /handshake failure/)
  assert.equal(await outcome(RSA_ONLY), RSA_ONLY)
})

const RSA_ONLY = 'AES128-GCM-SHA256'

test('a TLS handshake that is not completed in time is cut off, and told once', async () => {
  const { listener, heard } = await startSecure({ requestTimeoutMs: 100 })
  const socket = await stalledClient(listener.port)
  await once(socket, 'close', { signal: AbortSignal.timeout(5_000) })
  assert.deepEqual(heard, [
    'requests_failed',
    'a connection was closed before it sent a valid request: ERR_TLS_HANDSHAKE_TIMEOUT',
  ])
  await listener.close()
})

test('a listener that closes does not wait for TLS handshakes', async () => {
  const { listener } = await startSecure()
  const socket = await stalledClient(listener.port)
  const closed = once(socket, 'close', { signal: AbortSignal.timeout(5_000) })
  await Promise.all([listener.close(), closed])
})

test('a listener that closes leaves upgraded connections with TLS to their services', async () => {
  const { listener, upgraded } = await startSecure()
  const client = connectSecurely({ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false })
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  while (upgraded.length === 0) await turn()
  const closed = listener.close()
  await turn()
  assert.equal(upgraded[0]?.destroyed, false)
  upgraded[0].destroy()
  await closed
  client.destroy()
})
