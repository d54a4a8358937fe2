import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedFor, encodedPayload } from './encoded-payload.ts'
import { Payload } from './payload.ts'
import { detached, fresh, payloadSize } from './payload-memory.ts'
import { cbor } from './serializers/cbor.ts'
import { json } from './serializers/json.ts'
import { msgpack } from './serializers/msgpack.ts'
import { EMPTY_DICT } from './values.ts'

test('the size of a payload is the memory that it keeps alive', () => {
  assert.equal(payloadSize(encodedPayload(json, { data: '[1]', count: 1 })), 6)
  assert.equal(payloadSize(encodedPayload(cbor, { data: Uint8Array.of(0x81, 1), count: 1 })), 2)
  assert.equal(payloadSize(Payload.of([1])), 0)
  assert.equal(payloadSize(Payload.empty), 0)
})

for (const serializer of [msgpack, cbor]) {
  test(`a detached payload in ${serializer.name} has its own copy of the bytes, also when the frame was a Buffer of Node`, () => {
    const written = serializer.write({ kind: 'YIELD', request: 1, options: EMPTY_DICT, payload: Payload.of(['hi']) })
    const frame = Buffer.from(written)
    const read = serializer.read(frame)
    assert.equal(read.kind, 'YIELD')
    const { payload } = read as Extract<typeof read, { kind: 'YIELD' }>

    const own = detached(payload)
    frame.fill(0)

    assert.deepEqual(own.values().args, ['hi'])
    assert.notEqual((encodedFor(own, serializer).data as Uint8Array).buffer, frame.buffer)
    assert.equal((encodedFor(own, serializer).data as Uint8Array).constructor, Uint8Array)
  })
}

test('a detached payload in JSON is the same text', () => {
  const data = '[ 1.0, "\\ud83d\\ude00", 9007199254740993 ]'

  assert.deepEqual(encodedFor(detached(encodedPayload(json, { data, count: 1 })), json), { data, count: 1 })
})

test('a payload made from values keeps no buffer alive, and is its own detached copy', () => {
  const payload = Payload.of([1])

  assert.equal(detached(payload), payload)
  assert.equal(detached(Payload.empty), Payload.empty)
})

test('a fresh payload has the same contents, and shares nothing that is made of them', () => {
  const bytes = Uint8Array.of(1, 2)
  const all = [
    encodedPayload(json, { data: '[1],{"a":2}', count: 2 }),
    Payload.of([1], { a: 2 }),
    Payload.sealed(bytes),
  ]
  for (const payload of all) {
    const [one, other] = [encodedFor(payload, cbor), fresh(payload)]
    assert.notEqual(encodedFor(other, cbor), one)
    assert.deepEqual(encodedFor(other, cbor), one)
    assert.deepEqual(other.values(), payload.values())
  }
  assert.equal(fresh(Payload.empty), Payload.empty)
})
