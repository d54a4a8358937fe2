import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { MOST_WAITING, Pipelines, RequestReads } from './pipelines.ts'

/** A socket without a connection, and the sizes of the parts that it emits. */
function socketInParts() {
  const socket = new Socket()
  const sizes: number[] = []
  new RequestReads(testTurn().turn).take(socket)
  socket.on('data', (part: Buffer) => void sizes.push(part.length))
  return { socket, sizes }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a large read is emitted in parts of 1 KiB', async () => {
  const { socket, sizes } = socketInParts()
  socket.push(Buffer.alloc(2_500))
  socket.push(Buffer.alloc(100))
  await settled()
  assert.deepEqual(sizes, [1_024, 1_024, 452, 100])
})

test('a socket that is destroyed at one part emits no further one', async () => {
  const { socket, sizes } = socketInParts()
  await settled()
  socket.once('data', () => socket.destroy())
  assert.equal(socket.push(Buffer.alloc(60_000)), false)
  await settled()
  assert.deepEqual(sizes, [1_024])
})

test('when one part makes a WebSocket of the connection, its transport gets the rest', async () => {
  const { socket, sizes } = socketInParts()
  await settled()
  const rest: number[] = []
  socket.once('data', () => {
    socket.push = (chunk: Uint8Array) => rest.push(chunk.length) > 0
  })
  socket.push(Buffer.alloc(60_000))
  await settled()
  assert.deepEqual([sizes, rest], [[1_024], [58_976]])
})

test('Node’s own parser gets the parts, too', async () => {
  const server = createServer()
  const socket = new Socket()
  const seen: number[] = []
  server.on('request', () => {
    seen.push(seen.length)
    if (seen.length === 3) socket.destroy()
  })
  server.emit('connection', socket)
  new RequestReads(testTurn().turn).take(socket)
  await settled()
  socket.push(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2_000)))
  await settled()
  assert.ok(seen.length <= 1_024 / 27 + 1, `${seen.length} requests were handled after the socket was destroyed`)
})

test('a connection may have some requests without an answer, and each answer makes room', () => {
  const pipelines = new Pipelines()
  const [socket, other] = [{}, {}]
  const responses = Array.from({ length: MOST_WAITING }, () => new EventEmitter())
  for (const response of responses) assert.equal(pipelines.admits(socket, response), true)
  assert.equal(pipelines.admits(socket, new EventEmitter()), false)
  assert.equal(pipelines.admits(other, new EventEmitter()), true)
  responses[0]?.emit('close')
  assert.equal(pipelines.admits(socket, new EventEmitter()), true)
  assert.equal(pipelines.admits(socket, new EventEmitter()), false)
})
