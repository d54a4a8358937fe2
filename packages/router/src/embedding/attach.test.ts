/** Routers that are attached to embedding programs' servers. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import type { Log } from '../session/log.ts'
import type { AttachedPath, Config } from '../config/written.ts'
import { type attachPath as attach, UNTAKEN_MS } from '../listeners/attached.ts'
import { createRouter } from './create-router.ts'

type Endpoint = NonNullable<AttachedPath['endpoint']>

const config: Config = {
  version: 2,
  workers: [{ type: 'router', realms: [{ name: 'realm1', roles: [{ name: 'anonymous', permissions: [] }] }] }],
}

async function startServer() {
  const server = createServer((_request, response) => response.end('mine'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    ...{ server, port, url: `ws://127.0.0.1:${port}/wamp` },
    [Symbol.asyncDispose]: () => closed(server),
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => void server.close(() => resolve()))
}

/** The status of an upgrade: 101 leaves the connection open. */
async function statusAt(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const ws = new WebSocket(url, ['wamp.2.json'], { headers })
  return new Promise((resolve, reject) => {
    ws.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode))
    ws.on('open', () => resolve(101)).on('error', reject)
  })
}

test('after stop nothing of the router is left at the server, and attaching again works', async () => {
  await using own = await startServer()
  for (let round = 0; round < 3; round++) {
    const router = createRouter(config)
    router.attach(own.server, '/wamp')
    assert.equal(await statusAt(own.url), 101)
    await router.stop()
    assert.equal(own.server.listenerCount('upgrade'), 0)
  }
  assert.equal(await statusAt(own.url), 200) // an ordinary request, as without a router
})

test('one router can be attached again after it was stopped', async () => {
  await using own = await startServer()
  const router = createRouter(config)
  for (let round = 0; round < 2; round++) {
    router.attach(own.server, '/wamp')
    const ws = new WebSocket(own.url, ['wamp.2.json'])
    ws.on('open', () => ws.send('[1,"realm1",{"roles":{"caller":{}}}]'))
    const answer = await new Promise((resolve) => ws.on('message', resolve))
    assert.match(String(answer), /^\[2,\d+,/)
    await router.stop()
  }
})

test('a second router is refused at the same path and accepted at another; each stops by itself', async () => {
  await using own = await startServer()
  const [one, other] = [createRouter(config), createRouter(config)]
  one.attach(own.server, '/wamp')
  assert.throws(() => other.attach(own.server, '/wamp'), /path \/wamp of this server is attached already: stop that/)
  other.attach(own.server, '/other')
  await one.stop()
  assert.equal(await statusAt(own.url.replace('wamp', 'other')), 101)
  other.attach(own.server, '/wamp')
  assert.equal(await statusAt(own.url), 101)
  await other.stop()
})

test('an upgrade that no listener takes gets 404, and one that another listener takes is not touched', async () => {
  await using own = await startServer()
  const router = createRouter(config)
  router.attach(own.server, '/wamp')
  const others = new WebSocketServer({ noServer: true })
  own.server.on('upgrade', (request, socket, head) => {
    if (request.url === '/theirs') others.handleUpgrade(request, socket, head, (ws) => ws.send('theirs'))
  })
  const theirs = new WebSocket(own.url.replace('wamp', 'theirs'))
  await new Promise((resolve) => theirs.on('message', resolve))
  assert.equal(await statusAt(own.url.replace('wamp', 'nothing')), 404)
  const socket = connect(own.port, '127.0.0.1')
  socket.write('GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: anything\r\n\r\n')
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  assert.match(text, /^HTTP\/1\.1 404/)
  assert.equal(theirs.readyState, theirs.OPEN)
  theirs.terminate()
  await router.stop()
})

test('a listener that takes an upgrade later within the second keeps it, whatever it does first', async () => {
  await using own = await startServer()
  const router = createRouter(config)
  router.attach(own.server, '/wamp')
  const others = new WebSocketServer({ noServer: true })
  const takes: Readonly<Record<string, (request: IncomingMessage, socket: Duplex) => void>> = {
    '/opened': (request, socket) => others.handleUpgrade(request, socket, Buffer.alloc(0), () => {}),
    '/read': (_request, socket) => socket.on('data', () => {}),
    '/answered': (_request, socket) => socket.write('HTTP/1.1 101 Mine\r\n\r\n'),
  }
  const taken: Duplex[] = []
  own.server.on('upgrade', (request, socket) => {
    taken.push(socket)
    setTimeout(() => takes[request.url ?? '']?.(request, socket), UNTAKEN_MS / 4)
  })
  const ask = (path: string) => {
    const socket = connect(own.port, '127.0.0.1')
    const fields = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${fields}\r\n\r\n`)
    const got = { text: '' }
    socket.on('data', (chunk) => (got.text += String(chunk)))
    return got
  }
  const answers = Object.keys(takes).map(ask)
  await delay(1.5 * UNTAKEN_MS)
  const isOpen = taken.map(({ destroyed }) => !destroyed)
  for (const socket of taken) socket.destroy()
  await router.stop()
  assert.deepEqual(
    answers.map(({ text }) => text.split('\r\n')[0]),
    ['HTTP/1.1 101 Switching Protocols', '', 'HTTP/1.1 101 Mine'],
  )
  assert.deepEqual(isOpen, [true, true, true])
})

test('a client that resets its connection while no listener has taken its upgrade does not end the program', async () => {
  await using own = await startServer()
  const router = createRouter(config)
  router.attach(own.server, '/wamp')
  const closed = new Promise((resolve) => own.server.on('connection', (socket) => socket.once('close', resolve)))
  own.server.on('upgrade', () => socket.resetAndDestroy())
  const socket = connect(own.port, '127.0.0.1')
  socket.write('GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: anything\r\n\r\n')
  assert.equal(await closed, true, 'the connection was not reset')
  await router.stop()
})

test('a connection of another copy of this package is not taken for one that no listener takes', async () => {
  await using own = await startServer()
  const router = createRouter(config)
  router.attach(own.server, '/wamp')
  const copy = '../listeners/attached.ts?copy'
  const { attachPath } = (await import(copy)) as { attachPath: typeof attach }
  const detach = attachPath(own.server, { path: '/other' } as never)
  const ws = new WebSocket(own.url, ['wamp.2.json'])
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject))
  await delay(UNTAKEN_MS + 100)
  assert.equal(ws.readyState, ws.OPEN)
  ws.terminate()
  detach()
  await router.stop()
})

test('another listener that took an upgrade to the same path first keeps it', async () => {
  await using own = await startServer()
  const others = new WebSocketServer({ noServer: true })
  own.server.on('upgrade', (request, socket, head) => others.handleUpgrade(request, socket, head, () => {}))
  const router = createRouter(config)
  router.attach(own.server, '/wamp')
  const ws = new WebSocket(own.url)
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject))
  ws.terminate()
  await router.stop()
})

test('the limits on connections apply at an attached path, to its connections only', async () => {
  await using own = await startServer()
  const lines: string[] = []
  const log: Log = { isDebug: false, write: (_level, text) => void lines.push(text) }
  const router = createRouter(config, { log })
  router.attach(own.server, '/few', { endpoint: { limits: { connections_per_address: 1, trusted_proxies: [] } } })
  router.attach(own.server, '/one', { endpoint: { limits: { connections: 1 } } })
  router.attach(own.server, '/proxied', { endpoint: { limits: { connections_per_address: 1 } } })
  const at = (path: string, headers = {}) => statusAt(own.url.replace('wamp', path), headers)
  assert.deepEqual([await at('few'), await at('few')], [101, 429])
  assert.deepEqual([await at('one'), await at('one')], [101, 503])
  const from = { 'x-forwarded-for': '198.51.100.1' }
  assert.deepEqual([await at('proxied', from), await at('proxied', from), await at('proxied')], [101, 429, 101])
  assert.equal(router.counters.get('connections_refused'), 3)
  assert.equal(lines.filter((line) => line.startsWith('connections refused')).length, 3)
  assert.equal(own.server.maxConnections, createServer().maxConnections)
  await router.stop()
})

test('at a server on loopback a foreign page is refused, as at a transport on loopback', async () => {
  await using own = await startServer()
  const router = createRouter(config)
  router.attach(own.server, '/wamp')
  assert.equal(await statusAt(own.url, { origin: 'http://evil.example' }), 403)
  assert.equal(await statusAt(own.url, { origin: 'http://evil.example', host: 'evil.example' }), 403)
  assert.equal(await statusAt(own.url, { origin: 'http://localhost:3000' }), 101)
  await router.stop()
})

test('unknown limits of an endpoint are refused by name', async () => {
  await using own = await startServer()
  const endpoint = { limits: { conections: 1 } } as unknown as Endpoint
  assert.throws(() => createRouter(config).attach(own.server, '/wamp', { endpoint }), /conections/)
})
