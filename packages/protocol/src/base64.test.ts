import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromBase64, toBase64 } from './base64.ts'

test('bytes become Base64 with padding, and back', () => {
  for (const length of [0, 1, 2, 3, 16, 8191, 8192, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7)

    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'))
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes)
  }
})

test('malformed Base64 is undefined', () => {
  for (const text of ['!', 'abc-', 'a', 'YQ==YQ==', 'ä']) assert.equal(fromBase64(text), undefined, text)
})

test('text is accepted exactly when the platform accepts it, also with spaces and without padding', () => {
  const letters = fc.string({ unit: fc.constantFrom('A', 'z', '9', '+', '/', '=', ' ', '\n', '*', 'ä'), maxLength: 9 })
  fc.assert(
    fc.property(letters, (text) => {
      let expected: Uint8Array | undefined
      try {
        expected = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      } catch {
        expected = undefined
      }
      assert.deepEqual(fromBase64(text), expected, JSON.stringify(text))
    }),
    { numRuns: 5000 },
  )
})
