import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedFor } from '../encoded-payload.ts'
import { ProtocolViolation } from '../errors.ts'
import { payloadOf } from '../message-header.ts'
import { Payload } from '../payload.ts'
import type { PayloadValues } from '../payload.ts'
import { EMPTY_DICT, dictOf } from '../values.ts'
import { json } from './json.ts'
import { msgpack } from './msgpack.ts'

const publish = (tail: string): string => `[16,1,{},"t",${tail}]`
const values = (tail: string): PayloadValues | undefined => payloadOf(json.read(publish(tail)))?.values()
const again = (tail: string): string | Uint8Array => json.write(json.read(publish(tail)))

test('a payload keeps its text: spelling of numbers, duplicate keys, spaces, escapes', () => {
  for (const tail of [
    '[1.0,1e2,0.10,-0,12345678901234567890123,1E400]',
    '[{"a":1,"a":2}]',
    '[ "\\u0041\\/" ,\t{ } ] , {"k" : [\n] }',
    '[],{"__proto__":1,"__proto__":2}',
  ]) {
    assert.equal(again(tail), publish(tail))
  }
})

test('only null, or an empty list instead of a dictionary, is left out; the rest keeps its text', () => {
  assert.equal(again('[1.0],null'), publish('[1.0]'))
  assert.equal(again('[1.0] , []'), publish('[1.0] '))
  assert.equal(again('null,{"a":1.0}'), publish('[],{"a":1.0}'))
  assert.equal(again('[],null'), '[16,1,{},"t"]')
  assert.equal(again('[[],[",]\\""],{"x":"}"}],[]'), publish('[[],[",]\\""],{"x":"}"}]'))
})

test('brackets, commas and quotes inside strings do not end an element', () => {
  const awkward = '["],[", "\\"]", "\\\\", "a\\\\\\"b,[{"], {"}]":","}'

  assert.equal(
    json.write(json.read(`[16,1,{"x_a":"],\\"}","x_b":[1,[2],{}]},"t,[",${awkward}]`)),
    `[16,1,{"x_a":"],\\"}","x_b":[1,[2],{}]},"t,[",${awkward}]`,
  )
})

test('integers beyond 2^53 are read with all digits, and numbers with a point or exponent as floats', () => {
  assert.deepEqual(
    values('[9007199254740992,9007199254740993,-9007199254740993,18446744073709551616,1e20,1.5,123]')?.args,
    [9007199254740992, 9007199254740993n, -9007199254740993n, 18446744073709551616n, 1e20, 1.5, 123],
  )
})

test('an integer with more digits than a float can have reads as infinite, and needs no arithmetic', () => {
  const digits = '9'.repeat(1_000_000)

  assert.deepEqual(values(`[${digits}]`)?.args, [Infinity])
  assert.equal(again(`[${digits}]`), publish(`[${digits}]`))
})

test('bigints are written with all digits, and floats that look like integers with an exponent', () => {
  const { data } = encodedFor(Payload.of([2n ** 64n, -(2n ** 63n), 5n, 1e20, -(2 ** 60), 2 ** 53]), json)

  assert.equal(data, '[18446744073709551616,-9223372036854775808,5,1e+20,-1.152921504606847e+18,9007199254740992]')
})

test('strings that start with U+0000 are bytes in a payload, unless their Base64 is malformed', () => {
  const { args, kwargs } =
    values('["\\u0000AAH/","\\u0000","\\u0000not base64!","a\\u0000AAH/"],{"k":["\\u0000AQ=="]}') ?? {}

  assert.deepEqual(args, [Uint8Array.of(0, 1, 255), new Uint8Array(), '\u0000not base64!', 'a\u0000AAH/'])
  assert.deepEqual(kwargs, dictOf([['k', [Uint8Array.of(1)]]]))
})

test('a Buffer of Node is written as bytes', () => {
  assert.equal(
    encodedFor(Payload.of([Buffer.from([1, 2]), new Uint8Array([1, 2]).buffer]), json).data,
    '["\\u0000AQI=","\\u0000AQI="]',
  )
})

test('bytes pass from a binary client to a JSON client, and back', () => {
  const bytes = Buffer.from('10e3ff9053075c526f5fc06d4fe37cdb', 'hex')
  const from = msgpack.read(
    msgpack.write({ kind: 'YIELD', request: 1, options: EMPTY_DICT, payload: Payload.of([bytes]) }),
  )

  const text = json.write(from)

  assert.equal(text, '[70,1,{},["\\u0000EOP/kFMHXFJvX8BtT+N82w=="]]')
  assert.deepEqual(payloadOf(json.read(text))?.values().args, [new Uint8Array(bytes)])
})

test('a header string that starts with U+0000 stays a string', () => {
  const read = json.read('[32,1,{},"\\u0000AAH/"]')

  assert.deepEqual(read, { kind: 'SUBSCRIBE', request: 1, options: EMPTY_DICT, topic: '\u0000AAH/' })
  assert.equal(json.write(read), '[32,1,{},"\\u0000AAH/"]')
})

test('the bytes of a frame must be valid UTF-8', () => {
  assert.equal(json.read(Buffer.from('[16,1,{},"ä"]')).kind, 'PUBLISH')
  assert.throws(() => json.read(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])), /must be valid UTF-8/)
  assert.throws(() => json.read('\ufeff[16,1,{},"t"]'), ProtocolViolation)
})

test('a lone surrogate passes through JSON, and becomes U+FFFD in other formats', () => {
  assert.equal(again('["\\ud800"]'), publish('["\\ud800"]'))
  const other = msgpack.read(msgpack.write(json.read(publish('["\\ud800x"],{"\\udc00":1}'))))

  assert.deepEqual(payloadOf(other)?.values(), { args: ['\ufffdx'], kwargs: dictOf([['\ufffd', 1]]) })
})

test('a message of a megabyte of backslashes or brackets in strings is read in linear time', () => {
  const start = performance.now()
  for (const text of ['\\\\'.repeat(500_000), '\\"'.repeat(500_000), '[{,'.repeat(300_000)])
    json.read(publish(`["${text}"]`))

  assert.ok(performance.now() - start < 5000)
})

test('a string in place of the arguments is a sealed payload only if its Base64 is well formed', () => {
  const sealed = (text: string) => json.read(`[16,1,{"enc_algo":"x"},"t",${text}]`)

  assert.deepEqual(payloadOf(sealed('"\\u0000YQ=="'))?.values().sealed, Uint8Array.of(97))
  assert.throws(() => sealed('"\\u0000YQ="'), ProtocolViolation)
})
