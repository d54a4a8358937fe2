import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedFor } from '../encoded-payload.ts'
import { Payload } from '../payload.ts'
import { cbor } from './cbor.ts'
import { json } from './json.ts'
import { msgpack } from './msgpack.ts'
import type { Serializer } from './serializer.ts'

const through = (serializer: Serializer, ...args: unknown[]): readonly unknown[] =>
  serializer.decodePayload(encodedFor(Payload.of(args), serializer)).args

class Point {
  readonly x = 1
  readonly y = 2
  #hidden = 3
  sum(): number {
    return this.x + this.y + this.#hidden
  }
}

for (const serializer of [json, msgpack, cbor]) {
  test(`${serializer.name}: undefined is null in a list and absent from a dictionary, as are functions and symbols`, () => {
    const [list, dict] = through(serializer, [undefined, () => 1, Symbol('s')], {
      a: undefined,
      b: () => 1,
      c: Symbol('s'),
      d: 1,
    })

    assert.deepEqual(list, [null, null, null])
    assert.deepEqual({ ...(dict as object) }, { d: 1 })
  })

  test(`${serializer.name}: a date is written as its ISO text, and an object of a class as the dictionary of its properties`, () => {
    const [date, point] = through(serializer, new Date(0), new Point())

    assert.equal(date, '1970-01-01T00:00:00.000Z')
    assert.deepEqual({ ...(point as object) }, { x: 1, y: 2 })
  })

  test(`${serializer.name}: any view of bytes is written as bytes`, () => {
    const bytes = Uint8Array.of(1, 2, 255)

    assert.deepEqual(through(serializer, bytes, Buffer.from(bytes), bytes.buffer), [bytes, bytes, bytes])
  })

  test(`${serializer.name}: a bigint that a number can hold is read as a number`, () => {
    assert.deepEqual(through(serializer, 5n, -5n, 2n ** 53n, 2n ** 53n + 1n), [5, -5, 2 ** 53, 2n ** 53n + 1n])
  })

  test(`${serializer.name}: a cycle, or a value that nests too deep for a peer, throws TypeError`, () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    let deep: unknown = []
    for (let level = 0; level < 61; level++) deep = [deep]

    assert.equal(through(serializer, deep).length, 1)
    assert.throws(() => through(serializer, [deep]), /must not nest deeper than 64 levels/)
    assert.throws(() => through(serializer, cycle), TypeError)
  })
}

test('integers beyond 64 bits: all digits in JSON and CBOR, the nearest float in MessagePack', () => {
  const huge = [2n ** 64n, -(2n ** 63n) - 1n, -(2n ** 64n), -(2n ** 64n) - 1n, 2n ** 100n]

  assert.deepEqual(through(json, ...huge), huge)
  assert.deepEqual(through(cbor, ...huge), huge)
  assert.deepEqual(through(msgpack, ...huge), huge.map(Number))
})

test('NaN is kept by the binary formats, and null in JSON', () => {
  assert.deepEqual(through(json, NaN, Infinity, -Infinity), [null, null, null])
  assert.deepEqual(through(msgpack, NaN, Infinity, -Infinity), [NaN, Infinity, -Infinity])
  assert.deepEqual(through(cbor, NaN, Infinity, -Infinity), [NaN, Infinity, -Infinity])
})
