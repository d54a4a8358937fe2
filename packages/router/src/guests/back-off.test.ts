import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BACK_OFF, BackOff } from './back-off.ts'

test('each wait is twice as long as the one before, from 1 s to 30 s', () => {
  const backOff = new BackOff(BACK_OFF)
  const waits = Array.from({ length: 8 }, () => backOff.after(10))
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

test('a run of 60 s resets the wait, and a shorter one does not', () => {
  const backOff = new BackOff(BACK_OFF)
  backOff.after(10)
  backOff.after(10)
  assert.equal(backOff.after(59_999), 4_000)
  assert.equal(backOff.after(60_000), 1_000)
  assert.equal(backOff.after(10), 2_000)
})

test('a change of files resets the wait', () => {
  const backOff = new BackOff(BACK_OFF)
  backOff.after(10)
  backOff.reset()
  assert.equal(backOff.after(10), 1_000)
})
