import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodedFor, encodedPayload } from '../encoded-payload.ts'
import type { PayloadCodec } from '../payload.ts'
import { cbor } from './cbor.ts'
import { json } from './json.ts'
import { msgpack } from './msgpack.ts'

const codecs = { json, msgpack, cbor }
const pairs = Object.values(codecs).flatMap((from) =>
  Object.values(codecs)
    .filter((to) => to !== from)
    .map((to) => [from, to] as const),
)

/** The payload that arrives when `data` is passed on. */
const passed = (from: PayloadCodec, data: string | Uint8Array, to: PayloadCodec) =>
  encodedFor(encodedPayload(from, { data, count: 1 }), to)

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

/** Values around every length at which a format changes the head of a list, dictionary or text. */
const SIZES = [0, 1, 15, 16, 23, 24, 31, 32, 48, 49, 255, 256, 65_535, 65_536]
const VALUES: Readonly<Record<string, unknown>> = {
  'lists of all sizes': SIZES.map((size) => Array.from({ length: size }, (_, index) => index % 300)),
  'dictionaries of all sizes': SIZES.map((size) =>
    Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, null])),
  ),
  'texts of all sizes': SIZES.flatMap((size) => ['a', 'é', '漢', '😀', '"', '\u0001'].map((one) => one.repeat(size))),
  'numbers of all sizes': [0, 23, 24, 255, 256, 2 ** 31, 2 ** 32, 2 ** 53, 0.5, 1e300].flatMap((size) => [size, -size]),
  'large integers': [2n ** 53n + 1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n - 1n],
  'bytes and words': [new Uint8Array(300), new Uint8Array(), true, false, null],
  'deep nesting': { a: [{ b: [[[{ c: [] }]]] }] },
}

for (const [from, to] of pairs) {
  for (const [what, value] of Object.entries(VALUES)) {
    test(`${what} are passed from ${from.name} to ${to.name} as they would be encoded`, () => {
      const values = { args: [value], kwargs: { key: value } }
      const source = encodedPayload(from, from.encodePayload(values))

      const encoded = to.encodePayload(from.decodePayload(source.encoded))
      assert.ok(Buffer.from(encodedFor(source, to).data).equals(Buffer.from(encoded.data)))
    })
  }

  test(`an empty payload stays as short as possible from ${from.name} to ${to.name}`, () => {
    const empty = { json: '[ ],{ }', msgpack: hex('9080'), cbor: hex('80a0') }[from.name]
    const emptyKwargs = { json: '[1] , { }', msgpack: hex('910180'), cbor: hex('8101a0') }[from.name]

    assert.equal(encodedFor(encodedPayload(from, { data: empty, count: 2 }), to).count, 0)
    assert.deepEqual(
      encodedFor(encodedPayload(from, { data: emptyKwargs, count: 2 }), to),
      to.encodePayload({ args: [1], kwargs: {} }),
    )
  })
}

test('spaces and all escapes of JSON are understood', () => {
  const { data } = passed(json, ' [ "\\"\\\\\\/\\b\\f\\n\\r\\t" , { "\\u0061" : "\\ud83d\\ude00" } , -0 ] ', msgpack)

  assert.deepEqual(data, msgpack.encodePayload({ args: ['"\\/\b\f\n\r\t', { a: '😀' }, 0], kwargs: {} }).data)
})

test('a text of JSON that is marked as bytes arrives as bytes, but a key never does', () => {
  const { data } = passed(json, '["\\u0000AQI=",{"\\u0000AQI=":1}]', msgpack)

  assert.deepEqual(data, hex('92c402010281a50041514' + '93d01'))
})

test('a lone surrogate becomes U+FFFD', () => {
  assert.deepEqual(passed(json, '["\\ud800","x\ud800"]', cbor).data, hex('8263efbfbd6478efbfbd'))
})

test('CBOR without counts, with tags, text in pieces and numbers as keys is passed on', () => {
  const data = hex(
    '9fbf6161c1182a7f616261637f64ff02ff3bffffffffffffffff1bffffffffffffffffff'.replace('7f64ff', '6164ff'),
  )
  const { data: text } = passed(cbor, data, json)

  assert.equal(text, '[{"a":42,"bcd":2},-18446744073709551616,18446744073709551615]')
})

test('a large integer of CBOR behind another tag is passed on as decoding reads it', () => {
  assert.equal(passed(cbor, hex('81c2c149010000000000000000'), json).data, '[18446744073709551616]')
})

test('decimal numbers are passed on as decoding reads them, exact and not', () => {
  const spelled =
    '0.1,-0.1,0.30000000000000004,123456789.012345,0.000000000000001,9007199254740993,1.5e3,99999999999999.9'
  const source = encodedPayload(json, { data: `[${spelled}]`, count: 1 })
  const { args } = json.decodePayload(source.encoded)

  assert.deepEqual(msgpack.decodePayload(encodedFor(source, msgpack)).args, args)
})

test('numbers with an exponent are passed on as the platform reads them', () => {
  const parts = fc.tuple(fc.maxSafeInteger(), fc.nat(999_999), fc.integer({ min: -330, max: 330 }), fc.nat(3))
  fc.assert(
    fc.property(parts, ([whole, decimals, exponent, form]) => {
      const fraction = form % 2 === 0 ? '' : `.${decimals}`
      const spelled = `${whole}${fraction}${form < 2 ? 'e' : 'E+'}${form < 2 ? exponent : Math.abs(exponent)}`
      const { args } = cbor.decodePayload(passed(json, `[${spelled},${spelled}]`, cbor))
      assert.deepEqual(args, [Number(spelled) + 0, Number(spelled) + 0], spelled)
    }),
    { numRuns: 5000 },
  )
})

test('bytes are passed on exactly when decoding reads them as bytes, also malformed, unpadded or long ones', () => {
  const letters = fc.string({ unit: fc.constantFrom('A', 'z', '9', '+', '/', '=', ' ', '*', 'ä', '\\n'), maxLength: 9 })
  const whole = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64'))
  fc.assert(
    fc.property(fc.oneof(letters, whole), (text) => {
      const data = String.raw`["\u0000${text}","\u0000AA=="]`
      const { args } = json.decodePayload({ data, count: 1 })
      assert.deepEqual(cbor.decodePayload(passed(json, data, cbor)).args, args)
    }),
    { numRuns: 5000 },
  )
})

test('escapes of four digits are passed on in short texts as in long ones', () => {
  const texts = String.raw`\u00e9 \ud83d\ude00 \ud83d \ude00\ud83d \u0001 a\u0000 \u6f22\u00e9 \ud83dx \ud83d\n`.split(
    ' ',
  )
  for (const text of texts) {
    const long = text + 'x'.repeat(60)
    const { args } = cbor.decodePayload(passed(json, `["${text}","${long}"]`, cbor))
    assert.deepEqual(
      args,
      [text, long].map((one) => (JSON.parse(`"${one}"`) as string).toWellFormed()),
      text,
    )
  }
})

test('floats, negative integers and null of every length are passed on as decoding reads them', () => {
  const frames: readonly (readonly [PayloadCodec, string])[] = [
    [msgpack, '9ac0c2c3d080d18000d280000000ca3fc00000cb3ff8000000000000e0cfffffffffffffffff'],
    [cbor, '8cf6f4f5f7203818391000' + '3a10000000' + 'f93e00fa3fc00000fb3ff8000000000000' + '3b001fffffffffffff'],
  ]
  for (const [from, bytes] of frames)
    assert.deepEqual(
      json.decodePayload(passed(from, hex(bytes), json)).args,
      from.decodePayload({ data: hex(bytes), count: 1 }).args,
    )
})

test('extensions of MessagePack are passed on as decoding reads them', () => {
  const data = hex('94d40000d6ff00000001d40105c7020709090a'.slice(0, -2))

  assert.equal(passed(msgpack, data, json).data, '[null,"1970-01-01T00:00:01.000Z","\\u0000BQ==","\\u0000CQk="]')
})

test('keys that occur twice are passed on as they came', () => {
  assert.equal(passed(msgpack, hex('9182a16101a16102'), json).data, '[{"a":1,"a":2}]')
})

test('a payload that was decoded already is encoded from its values', () => {
  const payload = encodedPayload(msgpack, { data: hex('9182a16101a16102'), count: 1 })
  payload.values()

  assert.equal(encodedFor(payload, json).data, '[{"a":2}]')
})
