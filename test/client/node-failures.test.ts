/** What the client says in Node when its connection cannot be opened: more than `closed (1006)`. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '@wampeter/client'
import type { ConnectOptions, Status } from '@wampeter/client'
import { rawsocket } from '@wampeter/client/rawsocket'
import { freePorts } from '../support/free-ports.ts'

/** What a client says of its first attempt. */
async function saidOf(url: string, options: Partial<ConnectOptions> = {}): Promise<string> {
  const said = Promise.withResolvers<string>()
  const onStatus = (status: Status): void => {
    if (status.state === 'reconnecting') said.resolve(`${status.reason} ${status.message}`)
  }
  await using _client = connect(url, { realm: 'realm1', onStatus, ...options })
  return await said.promise
}

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

test('a host that does not exist', async () => {
  assert.match(
    await saidOf('ws://no-such-host.invalid/ws'),
    /^wampeter\.error\.unreachable cannot connect to no-such-host\.invalid: getaddrinfo E\w+ no-such-host\.invalid$/,
  )
})

test('a port where nothing listens, by address and by name', async () => {
  const [port = 0] = await freePorts(1)
  for (const host of ['127.0.0.1', 'localhost']) {
    const said = await saidOf(`ws://${host}:${port}/ws`)
    assert.match(said, new RegExp(`cannot connect to ${host}:${port}: .*connect ECONNREFUSED 127\\.0\\.0\\.1:${port}`))
  }
})

test('a server that speaks no TLS', async () => {
  const server = createServer()
  const port = await listening(server)
  assert.match(await saidOf(`wss://127.0.0.1:${port}/ws`), /: wrong version number \(ERR_SSL_WRONG_VERSION_NUMBER\)$/)
  server.close()
})

test('a certificate that is not trusted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-tls-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' })
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) })
  const port = await listening(server)
  assert.match(
    await saidOf(`wss://localhost:${port}/ws`),
    /: self-signed certificate.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
  )
  server.close()
  rmSync(folder, { recursive: true })
})

test('a server that does not open a WebSocket', async () => {
  const server = createServer((_request, response) => response.writeHead(403).end())
  const port = await listening(server)
  assert.match(
    await saidOf(`ws://127.0.0.1:${port}/ws?key=1`),
    new RegExp(`127\\.0\\.0\\.1:${port} answered 403 Forbidden instead of opening a WebSocket$`),
  )
  server.close()
})

test('a RawSocket says it too, where a name has several addresses', async () => {
  const [port = 0] = await freePorts(1)
  const said = await saidOf(`tcp://localhost:${port}`, { transport: rawsocket })
  assert.match(said, new RegExp(`connect ECONNREFUSED 127\\.0\\.0\\.1:${port}`))
})
