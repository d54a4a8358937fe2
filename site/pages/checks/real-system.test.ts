import assert from 'node:assert/strict'
import test from 'node:test'
import { inPageTime } from './real-system.ts'

const looked = { now: 100_000, verdicts: { 'check-a-1': { isDone: true, at: 90_000 }, 'check-a-2': { isDone: false } } }

test('on one machine times are as the site tells them', () => {
  assert.equal(inPageTime(looked, 100_400), looked)
})

test('on a machine with another clock times are those of the page', () => {
  const { verdicts } = inPageTime(looked, 700_000)
  assert.deepEqual(verdicts, { 'check-a-1': { isDone: true, at: 690_000 }, 'check-a-2': { isDone: false } })
  assert.equal(inPageTime(looked, 40_000).verdicts['check-a-1']?.at, 30_000)
})
