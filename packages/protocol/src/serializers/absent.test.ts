import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payloadOf } from '../message-header.ts'
import { cbor } from './cbor.ts'
import { msgpack } from './msgpack.ts'

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

/**
 * SUBSCRIBE with `match: undefined`, PUBLISH with undefined in Arguments, and PUBLISH with undefined instead of
 * Arguments.
 */
const frames = {
  msgpack: {
    serializer: msgpack,
    option: '94 20 01 81 a56d61746368 d40000 a174',
    inside: '95 10 01 80 a174 93 d40000 81a161d40000 c0',
    instead: '96 10 01 80 a174 d40000 81a16101',
    others: '95 10 01 80 a174 92 d40001 d40100',
  },
  cbor: {
    serializer: cbor,
    option: '84 1820 01 a1 656d61746368 f7 6174',
    inside: '85 10 01 a0 6174 83 f7 a16161f7 f6',
    instead: '86 10 01 a0 6174 f7 a1616101',
    others: undefined,
  },
}

for (const [name, { serializer, option, inside, instead, others }] of Object.entries(frames)) {
  test(`undefined in ${name} counts as an absent option`, () => {
    const message = serializer.read(bytes(option))

    assert.deepEqual(
      { ...message, options: { ...('options' in message && message.options) } },
      {
        kind: 'SUBSCRIBE',
        request: 1,
        options: {},
        topic: 't',
      },
    )
  })

  test(`undefined in ${name} is null among the values of a payload`, () => {
    const [first, second, third] = payloadOf(serializer.read(bytes(inside)))?.values().args ?? []

    assert.deepEqual([first, { ...(second as object) }, third], [null, { a: null }, null])
  })

  test(`undefined in ${name} instead of Arguments counts as no Arguments`, () => {
    const { args, kwargs } = payloadOf(serializer.read(bytes(instead)))?.values() ?? {}

    assert.deepEqual([args, { ...kwargs }], [[], { a: 1 }])
  })

  if (others === undefined) continue
  test(`other extension values of ${name} of one byte stay unchanged`, () => {
    const { args } = payloadOf(serializer.read(bytes(others)))?.values() ?? {}

    assert.deepEqual(args, [Uint8Array.of(1), Uint8Array.of(0)])
  })
}
