import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from './errors.ts'
import { headerOf, payloadOf } from './message-header.ts'
import { checkLength, codeOf, isFromClient, isFromRouter, shapeOf } from './message-table.ts'
import { Payload } from './payload.ts'
import { json } from './serializers/json.ts'
import { EMPTY_DICT } from './values.ts'

test('every type code of the specification has its message', () => {
  const kinds = [1, 2, 3, 4, 5, 6, 8, 16, 17, 32, 33, 34, 35, 36, 48, 49, 50, 64, 65, 66, 67, 68, 69, 70, 337].map(
    (code) => shapeOf(code).kind,
  )

  assert.equal(new Set(kinds).size, 25)
  for (const kind of kinds) assert.equal(shapeOf(codeOf(kind)).kind, kind)
})

test('other codes are refused', () => {
  for (const code of [0, 7, 18, 256, -1, 1.5, NaN, '1', null, undefined, [1], 1n]) {
    assert.throws(() => shapeOf(code), ProtocolViolation)
  }
})

test('seven messages and ABORT have a payload', () => {
  const withPayload = [1, 2, 3, 4, 5, 6, 8, 16, 17, 32, 36, 48, 50, 64, 68, 69, 70, 337].filter(
    (code) => shapeOf(code).hasPayload,
  )

  assert.deepEqual(withPayload, [3, 8, 16, 36, 48, 50, 68, 70])
})

test('the refusal of a wrong length names the right one', () => {
  checkLength(shapeOf(16), 4)
  checkLength(shapeOf(16), 6)
  checkLength(shapeOf(34), 4)
  assert.throws(() => checkLength(shapeOf(16), 3), /PUBLISH must have 4 to 6 elements, not 3/)
  assert.throws(() => checkLength(shapeOf(33), 4), /SUBSCRIBED must have 3 elements, not 4/)
})

test('clients and routers may send their own messages only', () => {
  const publish = json.read('[16,1,{},"t"]')
  const event = json.read('[36,1,1,{}]')
  const goodbye = json.read('[6,{},"wamp.close.normal"]')

  assert.deepEqual([isFromClient(publish), isFromRouter(publish)], [true, false])
  assert.deepEqual([isFromClient(event), isFromRouter(event)], [false, true])
  assert.deepEqual([isFromClient(goodbye), isFromRouter(goodbye)], [true, true])
})

test('the header of a message is its elements without the payload', () => {
  const payload = Payload.of([1])
  const result = { kind: 'RESULT', request: 7, details: EMPTY_DICT, payload } as const

  assert.deepEqual(headerOf(result), [50, 7, EMPTY_DICT])
  assert.equal(payloadOf(result), payload)
  assert.equal(payloadOf({ kind: 'SUBSCRIBED', request: 1, subscription: 2 }), undefined)
})
