import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GrowingBytes } from './growing-bytes.ts'

test('bytes are appended in order, and the view of the last ones may be changed', () => {
  const bytes = new GrowingBytes()
  assert.equal(bytes.view.length, 0)
  for (let index = 0; index < 3_000; index++) {
    const added = bytes.add(Uint8Array.of(0, index & 0xff), 6_000)
    added[0] = index >> 8
  }
  assert.equal(bytes.length, 6_000)
  const view = new DataView(bytes.view.buffer, bytes.view.byteOffset)
  for (let index = 0; index < 3_000; index++) assert.equal(view.getUint16(2 * index), index)
})

test('the memory follows what has arrived, not what was announced', () => {
  const bytes = new GrowingBytes()
  bytes.add(new Uint8Array(1_500), 1_001_500)
  assert.ok(bytes.view.buffer.byteLength <= 6_000)
  bytes.add(new Uint8Array(100_000), 1_001_500)
  assert.ok(bytes.view.buffer.byteLength <= 406_000)
})

test('what was announced exactly takes no more', () => {
  const bytes = new GrowingBytes()
  bytes.add(new Uint8Array(60_000), 100_000)
  bytes.add(new Uint8Array(40_000), 100_000)
  assert.equal(bytes.view.buffer.byteLength, 100_000)
})
