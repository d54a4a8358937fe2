import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { hostRule } from '../web/hosts.ts'
import { Feed } from './feed.ts'
import { FeedService, WAYS } from './feed-service.ts'
import { FeedSockets, SOCKET_PATH } from './feed-socket.ts'

const service = new FeedService(new Feed(() => Date.now()), {
  mostOpen: 2,
  longestWaitMs: 2_000,
  longestStreamMs: 60_000,
})
const sockets = new FeedSockets(service, hostRule(undefined))
const server = createServer((request, response) => {
  const way = WAYS.find((one) => request.url?.startsWith(`/0/feed/${one}`))
  service.answer(way ?? 'poll', request, response)
})
let port = 0

before(async () => {
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ;({ port } = server.address() as AddressInfo)
})
after(() => {
  sockets.close()
  server.closeAllConnections()
  server.close()
})

const asked = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}/0/feed/${path}`, { headers })

test('an answer says exactly how many bytes its request and its own head took', async () => {
  const socket = connect(port, '127.0.0.1')
  const request = `GET /0/feed/poll?rate=20 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
  socket.write(request)
  let text = ''
  for await (const chunk of socket.setEncoding('latin1')) if ((text += String(chunk)).endsWith('}')) break
  const end = text.indexOf('\r\n\r\n') + 4
  const { up, head } = JSON.parse(text.slice(end)) as { up: number; head: number }
  assert.equal(up, request.length)
  assert.equal(head, end)
})

test('a long poll waits for the next item', async () => {
  const { items } = (await (await asked('poll?rate=5')).json()) as { items: { n: number }[] }
  const newest = items.at(-1)?.n ?? 0
  const answer = (await (await asked(`long-poll?rate=5&after=${newest}`)).json()) as { items: { n: number }[] }
  assert.equal(answer.items[0]?.n, newest + 1)
})

test('a stream brings its bytes first, and then each item', async () => {
  const response = await asked('events?rate=20')
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array)
    if (text.split('data: ').length > 3) break
  }
  assert.match(text, /^event: heads\ndata: \{"up":\d+,"head":\d+\}\n\ndata: \{"n":\d+,"at":[\d.]+\}\n\n/)
})

test('a socket brings its handshake first, without a cookie, and then each item', async () => {
  const headers = { origin: `http://127.0.0.1:${port}`, cookie: 'session=secret' }
  const socket = new WebSocket(`ws://127.0.0.1:${port}${SOCKET_PATH}?rate=20`, { headers })
  const messages: string[] = []
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => messages.push(data.toString()) === 3 && resolve())
  })
  socket.close()
  assert.match(messages[0] ?? '', /GET \/0\/feed\/socket\?rate=20 HTTP\/1\.1/)
  assert.doesNotMatch(messages[0] ?? '', /secret/)
  assert.match(messages[2] ?? '', /^\{"n":\d+,"at":[\d.]+\}$/)
})

test('another site gets nothing, wrong numbers are refused', async () => {
  assert.equal((await asked('poll', { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await asked('poll?rate=1000')).status, 400)
  const upgrade = (path: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
      socket.on('error', () => {}).on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode))
      socket.on('open', () => resolve(101))
    })
  const own = `http://127.0.0.1:${port}`
  assert.equal(await upgrade(SOCKET_PATH, { origin: 'http://evil.example' }), 403)
  assert.equal(await upgrade(SOCKET_PATH, {}), 403)
  assert.equal(await upgrade(SOCKET_PATH, { origin: own, host: 'evil.example' }), 403)
  assert.equal(await upgrade('/elsewhere', { origin: own }), 404)
  assert.equal(await upgrade(`${SOCKET_PATH}?rate=0`, { origin: own }), 404)
  assert.equal(await upgrade('//', { origin: own }), 404)
  assert.equal(await upgrade('//', { origin: 'http://evil.example' }), 403)
})

test('an item that is far away does not keep a stream from the next one', async () => {
  const response = await asked(`events?rate=20&after=${Number.MAX_SAFE_INTEGER}`)
  let text = ''
  for await (const chunk of response.body ?? [])
    if ((text += new TextDecoder().decode(chunk as Uint8Array)).includes('"n"')) break
  assert.match(text, /data: \{"n":\d+/)
})

test('HEAD of a stream takes no place', async () => {
  for (let count = 0; count < 4; count++)
    assert.equal((await fetch(`http://127.0.0.1:${port}/0/feed/events`, { method: 'HEAD' })).status, 200)
  assert.equal((await asked('long-poll?rate=20')).status, 200)
})

test('only so many may wait; one that leaves makes room', async () => {
  const leave = [service.enter(), service.enter()]
  assert.equal((await asked('events')).status, 503)
  leave[0]?.()
  leave[0]?.()
  const response = await asked('long-poll?rate=20')
  assert.equal(response.status, 200)
  leave[1]?.()
})
