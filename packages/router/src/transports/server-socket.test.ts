import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { CLOSED_PER_TURN } from '../session/turn.ts'
import { ServerSocket } from './server-socket.ts'
import type { SocketOwner } from './server-socket.ts'
import { TestDuplex } from './test-duplex.ts'

const [FINAL, TEXT, CLOSE, PING, PONG] = [0x80, 0x1, 0x8, 0x9, 0xa]

const frame = (opcode: number, payload: string | Uint8Array = ''): Buffer => {
  const body = Buffer.from(payload)
  return Buffer.concat([Buffer.of(FINAL | opcode, 0x80 | body.length, 0, 0, 0, 0), body])
}

function setUp({ closeTimeoutMs = 10_000, turn = testTurn().turn } = {}) {
  const socket = new TestDuplex()
  const heard: string[] = []
  const owner: SocketOwner = {
    message: (payload) => heard.push(Buffer.from(payload).toString()),
    unfinished: (bytes) => heard.push(`unfinished ${bytes}`),
    dropped: () => heard.push('dropped'),
    pinged: () => heard.push('pinged'),
    ponged: () => heard.push('ponged'),
    tooLong: (bytes) => heard.push(`too long ${bytes}`),
    failed: ({ message }, code) => heard.push(`failed ${code}: ${message}`),
    closed: () => heard.push('closed'),
  }
  const server = new ServerSocket(socket, {
    limits: { bytes: 100, frames: 10 },
    closeTimeoutMs,
    closings: turn.closings,
  })
  server.start(owner, Buffer.alloc(0))
  return { socket, server, heard, written: () => socket.written.toString('hex') }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a ping is answered with its own payload, and reported', () => {
  const { socket, heard, written } = setUp()
  socket.push(frame(PING, 'hi'))
  assert.deepEqual([written(), heard], ['8a026869', ['pinged']])
})

test('a peer that leaves 60 pongs unread is cut off', async () => {
  const { socket, heard } = setUp()
  socket.isStuck = true
  socket.write('unread')
  for (let count = 0; count < 60; count++) socket.push(frame(PING))
  assert.equal(socket.destroyed, false)
  socket.push(Buffer.concat([frame(PING), frame(TEXT, 'more')]))
  await settled()
  assert.equal(socket.destroyed, true)
  assert.deepEqual(heard.slice(60), ['failed 1008: it sends pings and does not read the pongs', 'pinged', 'closed'])
})

test('a thousand pings in one read of a peer that reads are answered', () => {
  const { socket, heard } = setUp()
  socket.push(Buffer.concat(Array.from({ length: 1_000 }, () => frame(PING, 'x'))))
  assert.deepEqual([socket.written.length, new Set(heard)], [3_000, new Set(['pinged'])])
})

test('a pong is reported', () => {
  const { socket, heard } = setUp()
  socket.push(frame(PONG))
  assert.deepEqual(heard, ['ponged'])
})

test('the close frame of the peer is answered with its code, and the socket ends', async () => {
  const { socket, heard, written } = setUp()
  socket.push(Buffer.concat([frame(CLOSE, Buffer.of(0x0f, 0xa1, 0x61)), frame(TEXT, 'late')]))
  assert.equal(written(), '88020fa1')
  assert.equal(socket.writableEnded, true)
  socket.push(null)
  await settled()
  assert.deepEqual(heard, ['closed'])
})

test('a close frame without a code is answered without one', () => {
  const { socket, written } = setUp()
  socket.push(frame(CLOSE))
  assert.deepEqual([written(), socket.writableEnded], ['8800', true])
})

test('after its own close frame the router still reads until the peer answers', () => {
  const { socket, server, heard, written } = setUp()
  server.close(1001, 'bye')
  server.close(1002, 'again')
  server.write(Buffer.from('dropped'))
  socket.push(frame(TEXT, 'last'))
  assert.deepEqual([written(), socket.writableEnded], ['880503e9627965', false])
  socket.push(frame(CLOSE, Buffer.of(0x03, 0xe9)))
  assert.deepEqual([heard, written(), socket.writableEnded], [['last'], '880503e9627965', true])
})

test('a peer that does not answer a close frame is cut off', async () => {
  const { socket, server, heard } = setUp({ closeTimeoutMs: 1 })
  server.close(1000, '')
  await new Promise((resolve) => socket.once('close', resolve))
  assert.deepEqual(heard, ['closed'])
})

test('a peer that closes its direction only is cut off too', async () => {
  const { socket, heard } = setUp({ closeTimeoutMs: 1 })
  socket.isStuck = true
  socket.write('stuck')
  socket.push(null)
  await new Promise((resolve) => socket.once('close', resolve))
  assert.deepEqual(heard, ['closed'])
})

for (const [how, deadlines] of [
  ['with TLS', 1],
  ['without TLS', 0],
] as const)
  test(`a peer ${how} that has got everything and closes its direction has ${deadlines} deadlines`, (t) => {
    const { socket } = setUp()
    if (deadlines > 0) Object.assign(socket, { encrypted: true })
    const set = t.mock.method(globalThis, 'setTimeout')
    socket.push(null)
    assert.deepEqual([set.mock.callCount(), socket.writableEnded], [deadlines, true])
  })

test('a peer that breaks a rule is heard no more, and its owner closes', () => {
  const { socket, server, heard, written } = setUp()
  socket.push(Buffer.concat([frame(3), frame(TEXT, 'late')]))
  socket.push(frame(TEXT, 'later'))
  assert.deepEqual(heard, ['failed 1002: a frame has the unknown opcode 3', 'dropped'])
  assert.equal(socket.writableEnded, false)
  server.close(1002, '')
  assert.deepEqual([written(), socket.writableEnded], ['880203ea', true])
})

test('a close reason that is not UTF-8 breaks a rule', () => {
  const { socket, heard } = setUp()
  socket.push(frame(CLOSE, Buffer.of(0x03, 0xe8, 0xff)))
  assert.deepEqual(heard, ['failed 1007: a text is not UTF-8'])
})

test('a fault after the router has closed ends the socket without a word', () => {
  const { socket, server, heard } = setUp()
  server.close(1000, '')
  socket.push(frame(3))
  assert.deepEqual([heard, socket.writableEnded], [[], true])
})

test('a message over the limit is reported with its length', () => {
  const { socket, heard } = setUp()
  socket.push(frame(TEXT, 'x'.repeat(101)).subarray(0, 20))
  assert.deepEqual(heard, ['too long 101'])
})

test('an incomplete message is reported after each read', () => {
  const { socket, heard } = setUp()
  const bytes = frame(TEXT, 'x'.repeat(30))
  for (const [from, to] of [
    [0, 10],
    [10, 20],
    [20, 36],
  ])
    socket.push(bytes.subarray(from, to))
  assert.deepEqual(heard, ['unfinished 4', 'unfinished 14', 'x'.repeat(30)])
})

test('a ping of the router has no mask', () => {
  const { server, written } = setUp()
  server.sendPing(Buffer.from('abc'))
  assert.equal(written(), '8903616263')
})

/** A server in a turn that has ended as many connections as it may. */
function setUpLate() {
  const { turn, endTurn } = testTurn()
  for (let index = 0; index < CLOSED_PER_TURN; index++) turn.closings.add(() => {})
  return { ...setUp({ turn }), endTurn }
}

test('when many peers close at once, a close frame is answered in a later turn, and nothing after it is read', () => {
  const { socket, heard, written, endTurn } = setUpLate()
  socket.push(Buffer.concat([frame(TEXT, 'early'), frame(CLOSE, Buffer.of(0x0f, 0xa1)), frame(TEXT, 'late')]))
  socket.push(frame(TEXT, 'later'))
  assert.deepEqual([heard, written()], [['early', 'dropped'], ''])
  endTurn()
  assert.deepEqual([heard, written(), socket.writableEnded], [['early', 'dropped'], '88020fa1', true])
})

test('a socket that is destroyed while its close frame waits for an answer gets none', async () => {
  const { socket, server, heard, written, endTurn } = setUpLate()
  socket.push(frame(CLOSE, Buffer.of(0x0f, 0xa1)))
  server.destroy()
  await settled()
  endTurn()
  await settled()
  assert.deepEqual([heard, written()], [['closed'], ''])
})
