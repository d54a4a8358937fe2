import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { READ_MS } from '../session/turn.ts'
import { FirstReads } from './first-read.ts'

const UPGRADE = Buffer.from(
  'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\nhead',
)

/** The first reads of a server. Each upgrade takes one millisecond, and so does each connection that the server gets. */
function setUp() {
  const { turn, time, endTurn } = testTurn()
  const server = new EventEmitter()
  const handled: string[] = []
  const heard: string[] = []
  const failed: (string | undefined)[] = []
  server.on('connection', (socket: Socket) => {
    socket.on('end', () => heard.push('end')).on('data', (bytes: Buffer) => heard.push(String(bytes)))
    handled.push('given to the server')
    time.ms++
  })
  server.on('clientError', ({ code }: NodeJS.ErrnoException) => void failed.push(code))
  const firstReads = new FirstReads(server as never, 'connection', {
    turn,
    now: () => time.ms,
    upgrade(_request, { head }) {
      handled.push(String(head))
      time.ms++
    },
  })
  const connect = (): Socket => {
    const socket = new Socket()
    server.emit('connection', socket)
    return socket
  }
  return { firstReads, time, endTurn, handled, heard, failed, connect }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

for (const [kind, bytes] of Object.entries({ upgrades: UPGRADE, requests: Buffer.from('GET / HTTP/1.1\r\n\r\n') }))
  test(`of many ${kind} at once, few are handled per turn, and all in the end`, async () => {
    const { time, endTurn, handled, heard, connect } = setUp()
    const sockets = Array.from({ length: 200 }, connect)
    for (const socket of sockets) socket.push(bytes)
    assert.ok(handled.length <= READ_MS, `${handled.length} at once`)
    assert.equal(sockets.at(-1)?.push(Buffer.from('!')), false, 'a connection that waits is still read')
    while (handled.length < 200) {
      const since = time.ms
      assert.ok(endTurn(), `only ${handled.length} were handled`)
      assert.ok(time.ms - since <= READ_MS + 1, `${time.ms - since} ms in one turn`)
    }
    await settled()
    assert.match(heard.at(-1) ?? handled.at(-1) ?? '', /!$/)
  })

test('a connection that ends while it waits comes to the server with what it sent, and then ends', async () => {
  const { endTurn, heard, connect } = setUp()
  const sockets = Array.from({ length: READ_MS + 2 }, connect)
  for (const socket of sockets) socket.push(Buffer.from('GET /'))
  for (const socket of sockets.slice(-2)) socket.push(null)
  while (endTurn()) await settled()
  await settled()
  assert.equal(heard.filter((text) => text === 'GET /').length, READ_MS + 2)
  assert.equal(heard.filter((text) => text === 'end').length, 2)
})

test('a connection that waits for its turn for too long gets the answer of one that is too slow, and nothing else', () => {
  const { firstReads, time, endTurn, handled, failed, connect } = setUp()
  for (const socket of Array.from({ length: READ_MS + 1 }, connect)) socket.push(UPGRADE)
  time.ms += 5_000
  firstReads.sweep(5_000)
  while (endTurn());
  assert.deepEqual([handled.length, failed], [READ_MS, ['ERR_HTTP_REQUEST_TIMEOUT']])
})
