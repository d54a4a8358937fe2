import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from '../errors.ts'
import { SEPARATOR, joinBytes, joinText, splitBytes, splitText, usesAutobahnSeparator } from './batched.ts'

test('JSON messages end with 0x1E, the last one too', () => {
  assert.equal(joinText('[1]', SEPARATOR.standard), '[1]\u001e')
  assert.deepEqual(splitText('[1]\u001e'), ['[1]'])
  assert.deepEqual(splitText('[1]\u001e[2]\u001e[3]\u001e'), ['[1]', '[2]', '[3]'])
})

test("Autobahn-Python's separator 0x18 is read, recognised, and used in answers", () => {
  assert.deepEqual(splitText('[1]\u0018[2]\u0018'), ['[1]', '[2]'])
  assert.equal(usesAutobahnSeparator('[1]\u0018'), true)
  assert.equal(usesAutobahnSeparator('[1]\u001e'), false)
  assert.equal(joinText('[1]', SEPARATOR.autobahn), '[1]\u0018')
})

test('a text batch that is empty, cut off or has an empty message is refused', () => {
  for (const batch of ['', '[1]', '\u001e', '[1]\u001e[2]', '[1]\u001e\u001e', '\u001e[1]\u001e', '[1]\u001e ']) {
    assert.throws(() => splitText(batch), ProtocolViolation, JSON.stringify(batch))
  }
})

test('binary messages start with their length', () => {
  const message = Uint8Array.of(1, 2, 3)

  assert.deepEqual(joinBytes(message), Uint8Array.of(0, 0, 0, 3, 1, 2, 3))
  assert.deepEqual(splitBytes(Uint8Array.of(0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 1, 9)), [message, Uint8Array.of(9)])
})

test('the messages of a binary batch are views of it, at any offset of its buffer', () => {
  const buffer = new Uint8Array([7, 7, ...joinBytes(Uint8Array.of(1, 2)), 7])

  const [message] = splitBytes(buffer.subarray(2, 8))

  assert.deepEqual(message, Uint8Array.of(1, 2))
  assert.equal(message?.buffer, buffer.buffer)
})

test('an empty message in a binary batch is returned; the serializer refuses it', () => {
  assert.deepEqual(splitBytes(Uint8Array.of(0, 0, 0, 0)), [new Uint8Array()])
})

test('a binary batch that is empty, or whose lengths are inconsistent, is refused', () => {
  for (const batch of [[], [0], [0, 0, 0], [0, 0, 0, 2, 1], [255, 255, 255, 255, 1], [0, 0, 0, 1, 1, 0]]) {
    assert.throws(() => splitBytes(Uint8Array.from(batch)), ProtocolViolation, String(batch))
  }
})
