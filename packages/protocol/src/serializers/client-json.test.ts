import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataOf, frameOf, isWritten, messageOf, vectorFiles } from '../../test/vectors.ts'
import { ProtocolViolation } from '../errors.ts'
import { isFromClient, isFromRouter, shapeOf } from '../message-table.ts'
import { Payload } from '../payload.ts'
import { clientJson } from './client-json.ts'
import { json } from './json.ts'

for (const { name, valid } of vectorFiles()) {
  test(`${name}: a client reads a router’s message as the serializer json does`, () => {
    for (const vector of valid.filter((each) => isFromRouter(messageOf(each)))) {
      const frame = frameOf(vector, json)
      if (frame === undefined) continue
      assert.deepEqual(dataOf(clientJson.read(frame)), dataOf(json.read(frame)), vector.description)
    }
  })

  test(`${name}: a client writes its message as the serializer json does`, () => {
    for (const vector of valid.filter((each) => isFromClient(messageOf(each)) && isWritten(each, json))) {
      const message = messageOf(vector)
      // The client never sends it.
      if (message.kind === 'EVENT_RECEIVED') continue
      assert.equal(clientJson.write(message), json.write(message), vector.description)
    }
  })
}

test('every message of a router is refused with too few elements, too many, or one of a wrong type', () => {
  const samples: Record<number, unknown[]> = {
    2: [2, 1, {}],
    3: [3, {}, 'a'],
    4: [4, 'ticket', {}],
    6: [6, {}, 'a'],
    8: [8, 48, 1, {}, 'a'],
    17: [17, 1, 1],
    33: [33, 1, 1],
    36: [36, 1, 1, {}],
    50: [50, 1, {}],
    65: [65, 1, 1],
    68: [68, 1, 1, {}],
    69: [69, 1, {}],
  }
  for (const [code, sample] of Object.entries(samples)) {
    const { hasPayload, kind } = shapeOf(Number(code))
    const refused = (elements: readonly unknown[]): void =>
      assert.throws(() => clientJson.read(JSON.stringify(elements)), ProtocolViolation, JSON.stringify(elements))
    assert.equal(clientJson.read(JSON.stringify(sample)).kind, kind)
    refused(sample.slice(0, -1))
    refused([...sample, ...(hasPayload ? [[], {}] : []), 1])
    for (let at = 1; at < sample.length; at++) refused(sample.with(at, true))
    if (hasPayload) for (const tail of [[{}], ['a'], [[], 1], [[], [1]]]) refused([...sample, ...tail])
  }
})

test('data that is no message is refused', () => {
  for (const text of ['', '{}', '[]', '["2",1,{}]', '[99,1]', '[NaN]', '['.repeat(100_000) + ']'.repeat(100_000)]) {
    assert.throws(() => clientJson.read(text), ProtocolViolation, text.slice(0, 20))
  }
})

test('a payload with every kind of value is written as the serializer json writes it', () => {
  const values = [null, undefined, true, 1.5, -0, 2 ** 53, 1e20, 2n ** 64n, 5n, 'ä\u0000', NaN]
  const objects = [Buffer.from([1]), new Uint8Array([2]).buffer, new Date(0), { a: undefined, b: () => 1 }, [[], {}]]
  const message = {
    kind: 'PUBLISH',
    request: 1,
    options: {},
    topic: 't',
    payload: Payload.of([...values, ...objects], { bytes: new Uint8Array([3]) }),
  } as const
  assert.equal(clientJson.write(message), json.write(message))
  const event = `[36,1,1,{},${(json.write(message) as string).slice('[16,1,{},"t",'.length)}`
  assert.deepEqual(dataOf(clientJson.read(event)), dataOf(json.read(event)))
})

test('a cycle cannot be written', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  const payload = Payload.of(cycle)
  assert.throws(() => clientJson.write({ kind: 'YIELD', request: 1, options: {}, payload }), TypeError)
})
