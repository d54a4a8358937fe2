import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { READ_MS } from '../session/turn.ts'
import { TlsGate } from './tls-gate.ts'

/** A record with a ClientHello without contents. */
const HELLO = Buffer.from([22, 3, 1, 0, 4, 1, 0, 0, 0])

/** A gate before a server on which each start of TLS takes two milliseconds. */
function setUp() {
  const { turn, time, endTurn } = testTurn()
  const server = new EventEmitter()
  const started: Buffer[] = []
  const failed: (string | undefined)[] = []
  server.on('connection', (socket: Socket) => {
    started.push(socket.read() as Buffer)
    time.ms += 2
  })
  server.on('tlsClientError', ({ code }: NodeJS.ErrnoException) => void failed.push(code))
  const gate = new TlsGate(server as never, turn, 5_000)
  const connect = (): Socket => {
    const socket = new Socket()
    server.emit('connection', socket)
    return socket
  }
  return { gate, server, time, endTurn, started, failed, connect }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('TLS starts when the first message is complete, and gets all bytes', () => {
  const { started, connect } = setUp()
  const socket = connect()
  assert.equal(socket.push(HELLO.subarray(0, 3)), true)
  socket.push(HELLO.subarray(3, 8))
  assert.deepEqual(started, [])
  socket.push(Buffer.concat([HELLO.subarray(8), Buffer.from('more')]))
  assert.deepEqual(started, [Buffer.concat([HELLO, Buffer.from('more')])])
  assert.deepEqual(socket.listenerCount('error'), 0)
})

test('of many clients at once, TLS starts with a few per turn, and with all in the end', () => {
  const { time, endTurn, started, connect } = setUp()
  for (const socket of Array.from({ length: 100 }, connect)) socket.push(HELLO)
  assert.ok(started.length <= READ_MS, `${started.length} at once`)
  while (started.length < 100) {
    const since = time.ms
    assert.ok(endTurn(), `only ${started.length} started`)
    assert.ok(time.ms - since <= READ_MS + 2, `${time.ms - since} ms in one turn`)
  }
})

test('a connection that ends or closes before that is a failed one', async () => {
  const { started, failed, connect } = setUp()
  connect().push(null)
  connect().destroy()
  await settled()
  await settled()
  assert.deepEqual([started, failed], [[], ['ECONNRESET', 'ECONNRESET']])
})

test('a connection whose first message is no ClientHello, or a very long one, is closed at once', () => {
  const { started, failed, connect } = setUp()
  const socket = connect()
  assert.equal(socket.push(Buffer.from([22, 3, 1, 0, 4, 1, 1, 0, 0])), false)
  assert.deepEqual([socket.destroyed, started, failed], [true, [], ['ERR_TLS_NO_CLIENT_HELLO']])
})

test('a connection that sends no whole message in time is closed', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { time, failed, connect } = setUp()
  const slow = connect()
  slow.push(HELLO.subarray(0, 8))
  time.ms += 3_000
  const later = connect()
  time.ms += 2_500
  t.mock.timers.tick(1_000)
  assert.deepEqual([slow.destroyed, later.destroyed, failed], [true, false, ['ERR_TLS_HANDSHAKE_TIMEOUT']])
})

test('a listener that closes ends the connections that wait', () => {
  const { gate, connect } = setUp()
  const socket = connect()
  gate.close()
  assert.equal(socket.destroyed, true)
})

test('a listener that closes ends handshakes that have begun, and no connection whose handshake is complete', () => {
  const { gate, server, connect } = setUp()
  const [begun, complete] = [connect(), connect()]
  for (const socket of [begun, complete]) socket.push(HELLO)
  server.emit('secureConnection', { _parent: complete })
  gate.close()
  assert.deepEqual([begun.destroyed, complete.destroyed], [true, false])
  assert.equal(complete.listenerCount('close'), 0)
})

test('connections leave nothing at the gate, however they go on', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { gate, server, time, connect } = setUp()
  const [early, broken, lost, complete] = [connect(), connect(), connect(), connect()]
  connect()
  broken.push(Buffer.from([22, 3, 1, 0, 4, 1, 1, 0, 0]))
  for (const socket of [lost, complete]) socket.push(HELLO)
  assert.equal(gate.size, 4)
  early.destroy()
  lost.destroy()
  server.emit('secureConnection', { _parent: complete })
  await settled()
  assert.equal(gate.size, 1, 'one has sent nothing yet')
  time.ms += 6_000
  t.mock.timers.tick(1_000)
  assert.equal(gate.size, 0)
})
