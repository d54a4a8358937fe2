import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPCODE, headerLength, writeFrameHeader } from './websocket.ts'

const header = (opcode: number, payload: number): string => {
  const frame = new Uint8Array(headerLength(payload) + payload)
  const length = writeFrameHeader(frame, opcode, payload)
  assert.equal(length, headerLength(payload))
  return Buffer.from(frame.subarray(0, length)).toString('hex')
}

test('a short frame has its length in the second byte', () => {
  assert.equal(header(OPCODE.text, 0), '8100')
  assert.equal(header(OPCODE.text, 125), '817d')
  assert.equal(header(OPCODE.binary, 5), '8205')
})

test('a longer frame has a length of 16 bits', () => {
  assert.equal(header(OPCODE.text, 126), '817e007e')
  assert.equal(header(OPCODE.binary, 256), '827e0100')
  assert.equal(header(OPCODE.binary, 65_535), '827effff')
})

test('a very long frame has a length of 64 bits', () => {
  assert.equal(header(OPCODE.binary, 65_536), '827f0000000000010000')
  assert.equal(header(OPCODE.text, 16_777_216), '817f0000000001000000')
})

test('the frame may lie anywhere in its buffer, and the bytes around it stay unchanged', () => {
  const buffer = new Uint8Array(400).fill(0xaa)

  writeFrameHeader(buffer.subarray(10, 10 + 4 + 300), OPCODE.text, 300)

  assert.equal(Buffer.from(buffer.subarray(9, 16)).toString('hex'), 'aa817e012caaaa')
})
