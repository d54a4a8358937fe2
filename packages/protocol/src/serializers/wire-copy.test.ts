import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Payload } from '../payload.ts'
import type { Publish } from '../messages/publish.ts'
import { cbor } from './cbor.ts'
import { wireCopy } from './wire-copy.ts'

const publish = (value: unknown): Publish => ({
  kind: 'PUBLISH',
  request: 1,
  options: {},
  topic: 'a',
  payload: Payload.of([value]),
})

/** The value as a peer would read it. */
function sent(value: unknown): unknown {
  const message = cbor.read(cbor.write(publish(value)))
  return 'payload' in message ? message.payload.values().args[0] : undefined
}

class Point {
  readonly x = 1
  readonly #y = 2
  get sum(): number {
    return this.x + this.#y
  }
}

const cases: Readonly<Record<string, unknown>> = {
  'a Map': new Map([['a', 1]]),
  'a Set': new Set([1]),
  'a Date': new Date(0),
  'an object of a class': new Point(),
  'an error': new Error('no'),
  'a regular expression': /a/,
  'a function in a list': [1, () => 1],
  'a function in a dictionary': { a: 1, b: () => 1 },
  'a symbol': Symbol('a'),
  'undefined in a list': [undefined],
  'undefined in a dictionary': { a: undefined, b: 1 },
  'a hole in a list': [1, , 3],
  'a bigint': 2n ** 60n,
  'a small bigint': 7n,
  'half a surrogate pair': 'a\ud800b',
  bytes: new Uint8Array([1, 2]),
  'an array buffer': new Uint8Array([1, 2]).buffer,
  'a dictionary with the key __proto__': JSON.parse('{ "__proto__": { "a": 1 } }'),
  'not a number': Number.NaN,
}

for (const [name, value] of Object.entries(cases))
  test(`a copy within one process equals the value that a peer reads: ${name}`, () => {
    assert.deepEqual(wireCopy(value), sent(value))
  })

test('a cycle is refused, as on the wire', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  assert.throws(() => sent(cycle), /must not nest deeper than 64 levels/)
  assert.throws(() => wireCopy(cycle), /must not nest deeper than 64 levels/)
})

test('an exception of a getter or toJSON is thrown, as on the wire', () => {
  const angry = {
    toJSON() {
      throw new Error('not me')
    },
  }
  assert.throws(() => wireCopy(angry), /not me/)
  assert.throws(() => sent(angry), /not me/)
})

test('the copy shares nothing with the original', () => {
  const value = { list: [{ a: 1 }], bytes: new Uint8Array([1]) }
  const copy = wireCopy(value) as typeof value
  assert.notEqual(copy.list, value.list)
  assert.notEqual(copy.list[0], value.list[0])
  assert.notEqual(copy.bytes.buffer, value.bytes.buffer)
})

test('any value of JSON is copied as a peer would read it', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.deepEqual(wireCopy(value), sent(value))))
})

test('negative zero arrives as zero, as over the wire', () => {
  assert.deepEqual(wireCopy([-0]), [0])
  assert.deepEqual(sent([-0]), [0])
})
