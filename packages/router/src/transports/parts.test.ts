import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { PART_BYTES, readInParts } from './parts.ts'
import type { PartReader } from './parts.ts'

function socketInParts() {
  const socket = new Duplex({ read() {}, write() {} })
  const parts: Buffer[] = []
  const asked: number[] = []
  const reader: PartReader = {
    beforePart() {
      asked.push(parts.length)
      return 'copy'
    },
  }
  readInParts(socket, reader)
  socket.on('data', (part: Buffer) => void parts.push(part))
  return { socket, parts, reader, asked }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a large read is emitted in parts, in order and complete', async () => {
  const { socket, parts } = socketInParts()
  const bytes = Buffer.from(Array.from({ length: 2 * PART_BYTES + 3 }, (_, index) => index % 251))
  socket.push(bytes)
  await settled()
  assert.deepEqual(
    parts.map(({ length }) => length),
    [PART_BYTES, PART_BYTES, 3],
  )
  assert.deepEqual(Buffer.concat(parts), bytes)
})

test('a copied part does not keep the whole read in memory', async () => {
  const { socket, parts } = socketInParts()
  socket.push(Buffer.alloc(8 * PART_BYTES))
  await settled()
  for (const part of parts) assert.ok(part.buffer.byteLength <= 2 * PART_BYTES)
})

test('a socket that is paused at one part keeps the remaining parts', async () => {
  const { socket, parts } = socketInParts()
  await settled()
  socket.once('data', () => socket.pause())
  socket.push(Buffer.alloc(3 * PART_BYTES))
  await settled()
  assert.equal(parts.length, 1)
  socket.resume()
  await settled()
  assert.equal(parts.length, 3)
})

test('the reader is asked before each part, and may pause the socket then', async () => {
  const { socket, parts, reader, asked } = socketInParts()
  await settled()
  socket.push(Buffer.alloc(3 * PART_BYTES))
  await settled()
  assert.deepEqual(asked, [0, 1, 2])
  reader.beforePart = () => {
    socket.pause()
    return 'view'
  }
  socket.push(Buffer.alloc(2 * PART_BYTES))
  await settled()
  assert.equal(parts.length, 3)
  socket.resume()
  await settled()
  assert.equal(parts.length, 5)
})

test('a reader that drops parts gets no more of them, but still the end', async () => {
  const { socket, parts, reader } = socketInParts()
  reader.beforePart = () => 'drop'
  assert.equal(socket.push(Buffer.alloc(PART_BYTES)), false)
  socket.push(null)
  await new Promise((resolve) => socket.on('end', resolve))
  assert.deepEqual(parts, [])
})

test('the end of the stream and short reads pass unchanged', async () => {
  const { socket, parts } = socketInParts()
  const short = Buffer.from('short')
  socket.push(short)
  socket.push(null)
  await new Promise((resolve) => socket.on('end', resolve))
  assert.equal(parts[0], short)
})
