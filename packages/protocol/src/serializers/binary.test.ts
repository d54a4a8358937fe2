import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedFor } from '../encoded-payload.ts'
import { ProtocolViolation } from '../errors.ts'
import { payloadOf } from '../message-header.ts'
import type { Message } from '../message.ts'
import { Payload } from '../payload.ts'
import { EMPTY_DICT, dictOf } from '../values.ts'
import { cbor } from './cbor.ts'
import { json } from './json.ts'
import { msgpack } from './msgpack.ts'

const hex = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Payloads with forms that a usual codec would change. */
const odd = {
  msgpack: { serializer: msgpack, head: '95 10 01 80 a174', tail: '93 cf0000000000000007 82a16101a16102 d500aabb' },
  cbor: {
    serializer: cbor,
    head: '85 10 01 a0 6174',
    tail: '9f 1b0000000000000007 bf616101616102ff c074323031332d30332d32315432303a30343a30305a ff',
  },
}

for (const { serializer, head, tail } of Object.values(odd)) {
  const frame = bytes(head + tail)
  const message = serializer.read(frame)

  test(`${serializer.name}: a payload keeps its bytes: forms of integers, duplicate keys, types that other formats lack`, () => {
    assert.equal(hex(serializer.write(message)), hex(frame))
  })

  test(`${serializer.name}: a payload is a view of the frame, not a copy`, () => {
    const data = encodedFor(payloadOf(message) ?? Payload.empty, serializer).data

    assert.ok(data instanceof Uint8Array)
    assert.equal(data.buffer, frame.buffer)
    assert.equal(hex(data), tail.replaceAll(' ', ''))
  })

  test(`${serializer.name}: bytes among decoded values are copies`, () => {
    const bin = serializer.write({
      kind: 'YIELD',
      request: 1,
      options: EMPTY_DICT,
      payload: Payload.of([Uint8Array.of(1, 2)]),
    })
    const frame = Buffer.from(bin)
    const [value] = payloadOf(serializer.read(frame))?.values().args ?? []

    frame.fill(0)

    assert.deepEqual(value, Uint8Array.of(1, 2))
  })

  test(`${serializer.name}: bytes in a header outlive the frame`, () => {
    const details = dictOf([
      ['roles', dictOf([['caller', EMPTY_DICT]])],
      ['authextra', dictOf([['key', Uint8Array.of(1, 2)]])],
    ])
    const frame = Buffer.from(serializer.write({ kind: 'HELLO', realm: 'r', details } as Message))
    const read = serializer.read(frame)

    frame.fill(0)

    assert.deepEqual(read, { kind: 'HELLO', realm: 'r', details })
  })

  test(`${serializer.name}: text is refused`, () => {
    assert.throws(
      () => serializer.read('[16,1,{},"t"]'),
      (error) => error instanceof ProtocolViolation && /must be bytes, not text/.test(error.message),
    )
  })

  test(`${serializer.name}: a frame may lie at any offset of its buffer, as Node’s frames do`, () => {
    const pooled = Buffer.concat([Buffer.alloc(100, 0xff), frame, Buffer.alloc(100, 0xff)]).subarray(
      100,
      100 + frame.length,
    )

    assert.equal(hex(serializer.write(serializer.read(pooled))), hex(frame))
  })

  test(`${serializer.name}: ids are written as integers of the shortest form, never as floats`, () => {
    const written = [1, 255, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53].map((id) =>
      hex(serializer.write({ kind: 'EVENT_RECEIVED', publication: id })).slice(-20),
    )

    assert.ok(
      written.every((text) => !/(cb|fb)[0-9a-f]{16}$/.test(text)),
      written.join(),
    )
    for (const id of [2 ** 31, 2 ** 32, 2 ** 53]) {
      const message = { kind: 'EVENT_RECEIVED', publication: id } as const
      assert.deepEqual(serializer.read(serializer.write(message)), message)
    }
  })

  test(`${serializer.name}: a large message does not keep memory afterwards`, () => {
    const large = serializer.write({
      kind: 'YIELD',
      request: 1,
      options: EMPTY_DICT,
      payload: Payload.of(['x'.repeat(200_000)]),
    })
    const small = { kind: 'EVENT_RECEIVED', publication: 7 } as const

    assert.equal(payloadOf(serializer.read(large))?.values().args[0], 'x'.repeat(200_000))
    const [first, second] = [serializer.write(small), serializer.write({ ...small, publication: 8 })]
    assert.deepEqual(serializer.read(first), small)
    assert.notEqual((first as Uint8Array).buffer, (second as Uint8Array).buffer)
  })

  test(`${serializer.name}: null or an empty list in place of kwargs is left out, and the rest keeps its bytes`, () => {
    const [empty, nothing] = serializer === msgpack ? ['90', 'c0'] : ['80', 'f6']
    const six = head.replace(/^(.)5/, '$16')
    const dict = serializer === msgpack ? '82a16101a16102' : 'a2616101616102'

    assert.equal(hex(serializer.write(serializer.read(bytes(six + tail + nothing)))), hex(frame))
    assert.equal(hex(serializer.write(serializer.read(bytes(six + tail + empty)))), hex(frame))
    assert.equal(hex(serializer.write(serializer.read(bytes(six + nothing + dict)))), hex(bytes(six + empty + dict)))
  })
}

test('an integer of JSON stays an integer in a binary format, up to 64 bits', () => {
  const message = json.read('[70,1,{},[9007199254740993,-9007199254740993,18446744073709551615,-9223372036854775808]]')

  const integers = ['cf0020000000000001', 'd3ffdfffffffffffff', 'cfffffffffffffffff', 'd38000000000000000']
  assert.equal(hex(msgpack.write(message)), ['94', '46', '01', '80', '94', ...integers].join(''))
  assert.equal(json.write(msgpack.read(msgpack.write(message))), json.write(message))
  assert.equal(json.write(cbor.read(cbor.write(message))), json.write(message))
})

test('a timestamp that no date can hold stays bytes', () => {
  const frame = bytes('94 46 01 80 91 c7 0c ff 00000000 7fffffffffffffff')

  assert.equal(json.write(msgpack.read(frame)), '[70,1,{},["\\u0000AAAAAH//////////"]]')
})

test('a very large integer of CBOR stays bytes', () => {
  const frame = bytes(`84 1846 01 a0 81 c2 59 0100 ${'ff'.repeat(256)}`)
  const [value] = payloadOf(cbor.read(frame))?.values().args ?? []

  assert.equal(value instanceof Uint8Array && value.length, 256)
})
