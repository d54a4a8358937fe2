import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TextWriter } from './text-writer.ts'
import { keyAt, textAt } from './text-at.ts'
import { textOf, utf8Length } from './utf8.ts'

/** Texts with lone surrogates, and texts around the lengths at which the algorithm changes. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('a', 'ä', '€', '😀', '\ud83d', '\ude00', '\u0000', '"', '\\', '\n', '\u007f'), {
      maxLength: 60,
    })
    .map((parts) => parts.join('')),
)

test('a text of any length is written as the platform encodes it, and its length is computed correctly', () => {
  const writer = new TextWriter()
  fc.assert(
    fc.property(text, (value) => {
      writer.text(value)
      const expected = new TextEncoder().encode(value)
      assert.deepEqual(writer.finish(), expected)
      assert.equal(utf8Length(value), expected.length)
    }),
    { numRuns: 5000 },
  )
})

test('an integer of 32 bits is written with all its digits', () => {
  const writer = new TextWriter()
  const powers = Array.from({ length: 10 }, (_, digits) => 10 ** digits)
  const edges = [0, 2 ** 31 - 1, 2 ** 31, ...powers, ...powers.map((power) => power - 1)]
  for (const value of edges.flatMap((edge) => [edge, 0 - edge]).filter((edge) => (edge | 0) === edge)) {
    writer.integer(value)
    assert.equal(textOf(writer.finish()), String(value))
  }
})

test('a text is quoted and escaped as the platform does it for JSON', () => {
  const writer = new TextWriter()
  fc.assert(
    fc.property(text, (value) => {
      writer.quoted(value)
      assert.equal(textOf(writer.finish()), JSON.stringify(value.toWellFormed()))
    }),
    { numRuns: 5000 },
  )
})

test('an ASCII text is written at once; of any other text nothing is written', () => {
  const writer = new TextWriter()
  fc.assert(
    fc.property(text, (value) => {
      const isWritten = writer.ascii(value)
      assert.equal(isWritten, value.length <= 48 && new TextEncoder().encode(value).every((byte) => byte < 0x80))
      assert.equal(textOf(writer.finish()), isWritten ? value : '')
    }),
    { numRuns: 5000 },
  )
})

test('a text is read as the platform decodes it, also as a key, and also a second time', () => {
  fc.assert(
    fc.property(text, (value) => {
      const frame = new TextEncoder().encode(`<${value}>`)
      const expected = textOf(frame.subarray(1, frame.length - 1))
      assert.equal(textAt(frame, 1, frame.length - 1), expected)
      assert.equal(keyAt(frame, 1, frame.length - 1), expected)
      assert.equal(keyAt(frame, 1, frame.length - 1), expected)
    }),
    { numRuns: 5000 },
  )
})

test('keys with the same start are told apart', () => {
  const read = (key: string): string => keyAt(new TextEncoder().encode(key), 0, key.length)

  for (const key of ['ab', 'abb', 'abbb', 'acb', 'ab', 'abcdb', 'abedb']) assert.equal(read(key), key)
})

test('a writer grows, and releases its buffer after a large message', () => {
  const writer = new TextWriter()
  const large = new Uint8Array(1_000_000).fill(7)
  writer.byte(1)
  writer.append(large)
  writer.text('x'.repeat(100_000))

  assert.equal(writer.length, 1_100_001)
  assert.equal(writer.finish().at(-1), 0x78)

  writer.head16(1, 0x0203)
  assert.deepEqual(writer.finish(), Uint8Array.of(1, 2, 3))
})

test('finished bytes do not change when the writer continues', () => {
  const writer = new TextWriter()
  writer.head8(1, 2)
  const first = writer.finish()
  writer.head8(3, 4)

  assert.deepEqual(first, Uint8Array.of(1, 2))
})
