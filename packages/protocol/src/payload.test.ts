import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedFor, encodedPayload } from './encoded-payload.ts'
import { Payload } from './payload.ts'
import type { EncodedPayload, PayloadCodec, PayloadValues } from './payload.ts'
import { cbor } from './serializers/cbor.ts'
import { json } from './serializers/json.ts'
import { msgpack } from './serializers/msgpack.ts'
import { EMPTY_DICT, dictOf } from './values.ts'

/** A codec that counts its calls. */
class CountingCodec implements PayloadCodec {
  encoded = 0
  decoded = 0

  encodePayload(values: PayloadValues): EncodedPayload {
    this.encoded++
    return json.encodePayload(values)
  }

  decodePayload(encoded: EncodedPayload): PayloadValues {
    this.decoded++
    return json.decodePayload(encoded)
  }
}

test('a payload is passed on unchanged and undecoded to the same codec', () => {
  const codec = new CountingCodec()
  const encoded = { data: '[1.0, 12345678901234567890]', count: 1 } as const

  assert.equal(encodedFor(encodedPayload(codec, encoded), codec), encoded)
  assert.deepEqual([codec.encoded, codec.decoded], [0, 0])
})

test('another codec costs one translation, whatever the number of receivers', () => {
  const [from, to, third] = [new CountingCodec(), new CountingCodec(), new CountingCodec()]
  const payload = encodedPayload(from, { data: '[1]', count: 1 })

  const first = encodedFor(payload, to)
  for (let receiver = 0; receiver < 10; receiver++) assert.equal(encodedFor(payload, to), first)
  encodedFor(payload, third)

  assert.deepEqual([from.decoded, to.encoded, third.encoded], [1, 1, 1])
})

test('a payload made from values is encoded once per codec', () => {
  const codec = new CountingCodec()
  const payload = Payload.of(['hi'])

  assert.deepEqual(encodedFor(payload, codec), { data: '["hi"]', count: 1 })
  assert.equal(encodedFor(payload, codec), encodedFor(payload, codec))
  assert.equal(codec.encoded, 1)
})

test('a payload without content is always the same empty payload', () => {
  const codec = new CountingCodec()

  assert.equal(Payload.of(), Payload.empty)
  assert.equal(Payload.of([], {}), Payload.empty)
  assert.equal(encodedPayload(codec, { data: '', count: 0 }), Payload.empty)
  assert.deepEqual(encodedFor(Payload.empty, codec), { data: '', count: 0 })
  assert.deepEqual(Payload.empty.values(), { args: [], kwargs: EMPTY_DICT })
  assert.equal(codec.encoded, 0)
})

test('keyword arguments alone follow an empty list', () => {
  assert.deepEqual(encodedFor(Payload.of([], { a: 1 }), json), { data: '[],{"a":1}', count: 2 })
  assert.deepEqual(encodedFor(Payload.of([], { a: 1 }), msgpack).data, Uint8Array.of(0x90, 0x81, 0xa1, 0x61, 1))
  assert.deepEqual(encodedFor(Payload.of([], { a: 1 }), cbor).data, Uint8Array.of(0x80, 0xa1, 0x61, 0x61, 1))
})

test('values are decoded on first use, and then kept', () => {
  const codec = new CountingCodec()
  const payload = encodedPayload(codec, { data: '[1],{"__proto__":2}', count: 2 })

  assert.deepEqual(payload.values(), { args: [1], kwargs: dictOf([['__proto__', 2]]) })
  assert.equal(payload.values(), payload.values())
  assert.equal(codec.decoded, 1)
})

test('a sealed payload is one block of bytes in every format', () => {
  const payload = Payload.sealed(Uint8Array.of(0, 255))

  assert.deepEqual(encodedFor(payload, json), { data: '"\\u0000AP8="', count: 1 })
  assert.deepEqual(encodedFor(payload, msgpack), { data: Uint8Array.of(0xc4, 2, 0, 255), count: 1 })
  assert.deepEqual(encodedFor(payload, cbor), { data: Uint8Array.of(0x42, 0, 255), count: 1 })
  assert.deepEqual(payload.values().sealed, Uint8Array.of(0, 255))
})
