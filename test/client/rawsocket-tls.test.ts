/** RawSocket over TLS, by the name of the router and by its address. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { connect } from '@wampeter/client'
import { rawsocket } from '@wampeter/client/rawsocket'
import { json, RawSocketReader, writeRawSocketFrame, writeRawSocketHandshake } from '@wampeter/protocol'
import type { RouterMessage } from '@wampeter/protocol'

/** A key and a certificate for this machine, made for this test. */
function credentials(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-tls-'))
  try {
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    const made = ['-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2']
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    execFileSync('openssl', ['req', '-x509', ...kind, ...made, ...names], { cwd: folder, stdio: 'ignore' })
    return { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Answers every HELLO with WELCOME. */
async function listen(made: ReturnType<typeof credentials>) {
  const server = createServer(made, (socket) => {
    const reader = new RawSocketReader('router')
    const say = (message: RouterMessage): void => {
      socket.write(writeRawSocketFrame('message', Buffer.from(json.write(message))))
    }
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk as Uint8Array)) {
        if (event.kind === 'handshake') socket.write(writeRawSocketHandshake('json'))
        if (event.kind !== 'message') continue
        if (json.read(event.payload).kind === 'HELLO') say({ kind: 'WELCOME', session: 1, details: { roles: {} } })
        else say({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

test('a router is trusted by its certificate, whether it is called by name or by address', async () => {
  const made = credentials()
  const trusted = getCACertificates('default')
  await using server = await listen(made)
  for (const host of ['localhost', '127.0.0.1']) {
    const url = `tls://${host}:${server.port}`
    const told = Promise.withResolvers<string>()
    await using stranger = connect(url, {
      realm: 'realm1',
      transport: rawsocket,
      onStatus: (status) => status.state === 'reconnecting' && told.resolve(status.message),
    })
    assert.match(await told.promise, /self-signed certificate/)
    await stranger.close()
    setDefaultCACertificates([...trusted, made.cert.toString()])
    try {
      await using client = connect(url, { realm: 'realm1', transport: rawsocket })
      assert.equal((await client.opened()).id, 1)
    } finally {
      setDefaultCACertificates(trusted)
    }
  }
})
