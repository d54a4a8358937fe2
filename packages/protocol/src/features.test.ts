import assert from 'node:assert/strict'
import { test } from 'node:test'
import { featuresOf } from './features.ts'

const roles = (features: object) => ({ callee: { features }, subscriber: {} })

test('a feature counts when its role announces it with true', () => {
  const features = featuresOf(roles({ call_canceling: true, call_timeout: false, progressive_call_results: 1 }))

  assert.equal(features.has('callee.call_canceling'), true)
  assert.equal(features.has('callee.call_timeout'), false)
  assert.equal(features.has('callee.progressive_call_results'), false)
  assert.equal(features.has('subscriber.subscription_revocation'), false)
})

test('unknown or malformed entries, and names of object properties, announce no feature', () => {
  for (const announced of [
    {},
    { callee: true },
    { callee: { features: ['call_canceling'] } },
    { callee: { features: null } },
    { juggler: { features: { call_canceling: true } } },
    { callee: { features: { levitation: true, constructor: true } } },
  ]) {
    assert.equal(featuresOf(announced), featuresOf({}))
  }
})

test('peers that announce the same features share one set', () => {
  const first = featuresOf(roles({ call_canceling: true, x_one: true }))

  assert.equal(featuresOf(roles({ x_two: true, call_canceling: true })), first)
  assert.notEqual(featuresOf(roles({ call_timeout: true })), first)
})
