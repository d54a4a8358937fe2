/** The bounds of lesson 0's feed: places, lifetimes, slow readers, and the length of what a page sends. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { hostRule } from '../web/hosts.ts'
import { Feed } from './feed.ts'
import { FeedService, WAYS, type FeedLimits } from './feed-service.ts'
import { FeedSockets, SOCKET_PATH } from './feed-socket.ts'

const TINY: FeedLimits = { mostOpen: 2, longestWaitMs: 40, longestStreamMs: 120 }
const LASTING: FeedLimits = { mostOpen: 2, longestWaitMs: 40, longestStreamMs: 60_000 }
/** More than a system keeps for a connection whose other side does not read. */
const FILLING = Buffer.alloc(32 * 1024 * 1024, ' ')

class FeedServer {
  readonly service: FeedService
  readonly #sockets: FeedSockets
  readonly #server = createServer((request, response) => {
    const { socket } = request
    if (request.url?.includes('fill')) this.fill(socket)
    this.service.answer(WAYS.find((one) => request.url?.startsWith(`/0/feed/${one}`)) ?? 'poll', request, response)
  })
  /** The server's end of a connection that was filled. */
  filled: Socket | undefined

  constructor(limits: FeedLimits) {
    this.service = new FeedService(new Feed(), limits)
    this.#sockets = new FeedSockets(this.service, hostRule(undefined))
    this.#server.on('upgrade', (request, socket, head) => {
      if (request.url?.includes('fill')) this.fill(socket as Socket)
      this.#sockets.upgrade(request, socket, head)
    })
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  fill(socket: Socket): void {
    this.filled = socket
    socket.write(FILLING)
  }

  open(query = 'rate=20'): WebSocket {
    const socket = new WebSocket(`ws://${this.host}${SOCKET_PATH}?${query}`, { origin: `http://${this.host}` })
    return socket.on('error', () => {})
  }

  close(): void {
    this.#sockets.close()
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

const tiny = new FeedServer(TINY)
const lasting = new FeedServer(LASTING)
before(() => Promise.all([tiny.listen(), lasting.listen()]))
after(() => [tiny, lasting].forEach((server) => server.close()))

test('a WebSocket for which there is no place is answered 503, and one that leaves makes room', async () => {
  const leave = [lasting.service.enter(), lasting.service.enter()]
  const [, answer] = (await once(lasting.open(), 'unexpected-response')) as [unknown, { statusCode: number }]
  assert.equal(answer.statusCode, 503)

  leave[0]?.()
  const socket = lasting.open()
  await once(socket, 'open')
  socket.terminate()
  await once(socket, 'close')
  leave[1]?.()
})

test('a WebSocket ends after its lifetime with 1001, and its place is free', async () => {
  const socket = tiny.open()
  const [code] = (await once(socket, 'close')) as [number]
  assert.equal(code, 1001)
  const first = tiny.service.enter()
  let second = tiny.service.enter()
  for (; second === undefined; second = tiny.service.enter()) await pause(5) // the server's end closes a moment later
  first?.()
  second()
})

test('a stream ends after its lifetime, in order', async () => {
  const text = await (await fetch(`http://${tiny.host}/0/feed/events?rate=20`)).text()
  assert.match(text, /^event: heads\n[^]*\n\n$/)
})

test('a long poll without news is answered after its longest wait, with no item', async () => {
  const answer = await fetch(`http://${lasting.host}/0/feed/long-poll?rate=0.2`)
  assert.deepEqual(((await answer.json()) as { items: unknown }).items, [])
})

test('a message of 1,024 bytes is taken, and a longer one closes the WebSocket with 1009', async () => {
  const socket = lasting.open()
  await once(socket, 'open')
  socket.send('x'.repeat(1_024))
  await once(socket, 'message')
  await once(socket, 'message')
  assert.equal(socket.readyState, WebSocket.OPEN)

  socket.send('x'.repeat(1_025))
  const [code] = (await once(socket, 'close')) as [number]
  assert.equal(code, 1009)
})

for (const [way, request] of [
  ['events', 'GET /0/feed/events?rate=20&fill HTTP/1.1'],
  ['a WebSocket', `GET ${SOCKET_PATH}?rate=20&fill HTTP/1.1`],
] as const)
  test(`a reader of ${way} that does not read gets no more items, and later goes on with new ones`, async () => {
    const upgrade = request.includes(SOCKET_PATH)
      ? 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
      : ''
    const { host } = lasting
    const client = connect(Number(host.split(':')[1]), '127.0.0.1')
      .setEncoding('latin1')
      .pause()
    client.write(`${request}\r\nHost: ${host}\r\nOrigin: http://${host}\r\n${upgrade}\r\n`)
    while (lasting.filled === undefined) await pause(5)
    await pause(20) // the head and the first message are written at once
    const kept = lasting.filled.writableLength
    assert.ok(kept > 0, 'the reader is behind')
    const newest = lasting.service.feed.newest(20)
    while (lasting.service.feed.newest(20) < newest + 6) await pause(20)
    assert.equal(lasting.filled.writableLength, kept)

    let text = ''
    client.on('data', (part: string) => (text = (text + part).slice(-2_000)))
    client.resume()
    while (!/"n":\d+/.test(text)) await pause(10)
    const first = Number(/"n":(\d+)/.exec(text)?.[1])
    assert.ok(first > newest + 5, `item ${first} came, and those from ${newest} on were left out`)
    lasting.filled = undefined
    client.destroy()
  })
