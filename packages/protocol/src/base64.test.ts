import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBase64, toBase64 } from './base64.ts'

test('bytes become Base64 with padding, and back', () => {
  for (const length of [0, 1, 2, 3, 16, 8191, 8192, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7)

    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'))
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes)
  }
})

test('what is no Base64 is nothing', () => {
  for (const text of ['!', 'abc-', 'a', 'YQ==YQ==', 'ä']) assert.equal(fromBase64(text), undefined, text)
})
