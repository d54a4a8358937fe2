import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedPayload, Payload } from '@wampeter/protocol'
import { json } from '@wampeter/protocol'
import { call } from './test-realm.ts'
import { weightOf, weightOfMessage, weightOfPayload } from './weight.ts'

test('each part of a value has a weight, even an empty one', () => {
  assert.equal(weightOf({}), 56)
  assert.equal(weightOf([{}, {}]), 56 + 112)
  assert.equal(weightOf({ ab: 'cd' }), 56 + 4 + 20)
  assert.equal(weightOf(new Uint8Array(100)), 116)
  assert.equal(weightOf(null), 16)
})

test('a payload weighs its encoded bytes, or an estimate for its values', () => {
  assert.equal(weightOfPayload(Payload.empty), 0)
  assert.equal(weightOfPayload(encodedPayload(json, { data: '[1,2,3]', count: 1 })), 14)
  assert.equal(weightOfPayload(Payload.of([1, 2])), 56 + 32 + 56)
})

test('the weight of a message includes its header', () => {
  assert.ok(weightOfMessage(call('a', { x: 'y'.repeat(1_000) })) > weightOfMessage(call('a')) + 2_000)
})
