import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByteWriter, utf8Length } from './byte-writer.ts'
import { keyAt, textAt } from './text-at.ts'
import { textOf } from './utf8.ts'

/** Texts with surrogates that have lost their half, and of either side of the lengths at which the way of writing changes. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom('a', 'ä', '€', '😀', '\ud83d', '\ude00', '\u0000'), { maxLength: 60 })
    .map((parts) => parts.join('')),
)

test('a text is written as the platform encodes it, whatever its length, and its length is known before', () => {
  const writer = new ByteWriter()
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

test('a text is read as the platform decodes it, as a key too, and again', () => {
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

test('keys of which one starts as the other does are not mistaken for each other', () => {
  const read = (key: string): string => keyAt(new TextEncoder().encode(key), 0, key.length)

  for (const key of ['ab', 'abb', 'abbb', 'acb', 'ab', 'abcdb', 'abedb']) assert.equal(read(key), key)
})

test('a writer grows, and after a large message it is as good as new', () => {
  const writer = new ByteWriter()
  const large = new Uint8Array(1_000_000).fill(7)
  writer.byte(1)
  writer.append(large)
  writer.text('x'.repeat(100_000))

  assert.equal(writer.length, 1_100_001)
  assert.equal(writer.finish().at(-1), 0x78)

  writer.head16(1, 0x0203)
  assert.deepEqual(writer.finish(), Uint8Array.of(1, 2, 3))
})

test('what is finished does not change when the writer goes on', () => {
  const writer = new ByteWriter()
  writer.head8(1, 2)
  const first = writer.finish()
  writer.head8(3, 4)

  assert.deepEqual(first, Uint8Array.of(1, 2))
})
