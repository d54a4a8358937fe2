import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { PART_BYTES } from './parts.ts'
import { Unfinished } from './unfinished.ts'

function setUp(limit: number, read = 0) {
  const socket = new PassThrough()
  let exceeded = 0
  const unfinished = new Unfinished(socket, { limit, read }, () => void exceeded++)
  const come = async (bytes: number): Promise<void> => {
    socket.write(Buffer.alloc(bytes))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { unfinished, come, exceeded: () => exceeded }
}

test('the bytes of an unfinished message are limited, and the excess is reported once', async () => {
  const { unfinished, come, exceeded } = setUp(50_000)
  await come(50_000)
  assert.equal(exceeded(), 0)
  await come(2 * PART_BYTES)
  await come(50_000)
  assert.deepEqual([exceeded(), unfinished.isExceeded], [1, true])
})

test('a complete message resets the count', async () => {
  const { unfinished, come, exceeded } = setUp(50_000)
  for (let message = 0; message < 5; message++) {
    await come(50_000)
    unfinished.finished()
  }
  assert.equal(exceeded(), 0)
})

test('what was read before the count began counts too', async () => {
  const { come, exceeded } = setUp(50_000, 20_000)
  await come(30_000)
  assert.equal(exceeded(), 0)
  await come(9_000)
  assert.equal(exceeded(), 1)
})

test('after stop nothing is counted', async () => {
  const { unfinished, come, exceeded } = setUp(10)
  unfinished.stop()
  await come(50_000)
  assert.deepEqual([exceeded(), unfinished.isExceeded], [0, false])
})
