import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from '../errors.ts'
import { BatchReader } from './batch-reader.ts'
import { joinBytes } from './batched.ts'

function all(batch: string | Uint8Array): readonly (string | Uint8Array)[] {
  const reader = new BatchReader(batch)
  const messages: (string | Uint8Array)[] = []
  for (let message = reader.next(); message !== undefined; message = reader.next()) messages.push(message)
  assert.equal(reader.count, messages.length)
  assert.equal(reader.left, 0)
  return messages
}

test('the messages of a text batch are returned in order, with either separator', () => {
  assert.deepEqual(all('[1]\u001e[2]\u001e'), ['[1]', '[2]'])
  assert.deepEqual(all('[1]\u0018[2]\u0018'), ['[1]', '[2]'])
})

test('the messages of a binary batch are returned in order, also an empty one', () => {
  const batch = [joinBytes(Uint8Array.of(1, 2)), joinBytes(new Uint8Array()), joinBytes(Uint8Array.of(3))]
  assert.deepEqual(
    all(Buffer.concat(batch).subarray()).map((message) => [...message]),
    [[1, 2], [], [3]],
  )
})

test('a batch that is empty, or cut off at its end, is refused before any message is read', () => {
  for (const batch of ['', '[1]', '\u001e', '[1]\u001e[2]', '[1]\u001e\u001e', '\u001e[1]\u001e', '[1]\u001e '])
    assert.throws(() => new BatchReader(batch), ProtocolViolation, JSON.stringify(batch))
  for (const batch of [[], [0], [0, 0, 0], [0, 0, 0, 2, 1], [255, 255, 255, 255, 1], [0, 0, 0, 1, 1, 0]])
    assert.throws(() => new BatchReader(Uint8Array.from(batch)), ProtocolViolation, String(batch))
})

test('the rest of a settled batch does not depend on the buffer of its frame', () => {
  const bytes = Uint8Array.from([0, 0, 0, 1, 7, 0, 0, 0, 1, 8, 0, 0, 0, 1, 9])
  const reader = new BatchReader(bytes)
  assert.deepEqual(reader.next(), Uint8Array.of(7))
  reader.settle()
  bytes.fill(0)
  assert.equal(reader.left, 10)
  assert.deepEqual([reader.next(), reader.next(), reader.next()], [Uint8Array.of(8), Uint8Array.of(9), undefined])
})
