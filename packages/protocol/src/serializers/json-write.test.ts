import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonText } from './json-write.ts'

test('values are written as the platform writes them', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
      if (!mayDiffer(value)) assert.equal(jsonText(value), JSON.stringify(value))
    }),
    { numRuns: 3000 },
  )
})

test('every character is written as the platform writes it, in a short text and in a long one', () => {
  for (let code = 0; code < 0x1_0000; code++) {
    const character = String.fromCharCode(code)
    const long = character + 'x'.repeat(100)
    for (const text of [character, long]) {
      if (jsonText([text]) !== JSON.stringify([text.toWellFormed()])) assert.fail(`U+${code.toString(16)}`)
    }
  }
})

test('a lone surrogate becomes U+FFFD, also in a key', () => {
  assert.equal(jsonText({ '\ud800': '\udc00a' }), '{"\ufffd":"\ufffda"}')
})

test('numbers beyond 2^53 have an exponent, and integers beyond 2^53 all their digits', () => {
  assert.equal(
    jsonText([2 ** 53, 2 ** 53 + 2, -(2 ** 60), 1e300, -0]),
    '[9007199254740992,9.007199254740994e+15,-1.152921504606847e+18,1e+300,0]',
  )
  assert.equal(jsonText([2n ** 64n, -(2n ** 64n), 5n]), '[18446744073709551616,-18446744073709551616,5]')
})

test('a toJSON that writes a value itself does not disturb the present one', () => {
  const inner = { toJSON: () => jsonText([1, 2]) }

  assert.equal(jsonText(['a', inner, 'b']), '["a","[1,2]","b"]')
})

test('after a value that cannot be written, the next one is written correctly', () => {
  const cycle: unknown[] = ['started']
  cycle.push(cycle)

  assert.throws(() => jsonText(cycle), TypeError)
  assert.equal(jsonText([1]), '[1]')
})

/** True for values that the platform writes differently: numbers beyond 2^53 and lone surrogates. */
function mayDiffer(value: unknown): boolean {
  const text = JSON.stringify(value)
  return /\\ud[89a-f]/.test(text) || /\d{16}/.test(text) || text.includes('e+')
}
