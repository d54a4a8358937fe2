import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { systemClock } from './clock.ts'

const LONGEST_MS = 2 ** 31 - 1

test('a delay beyond what timers of Node count is waited for in steps, and can be cancelled in each', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const told: string[] = []
  systemClock.after(LONGEST_MS + 10, () => told.push('long'))
  const cancel = systemClock.after(3 * LONGEST_MS, () => told.push('cancelled'))
  mock.timers.tick(LONGEST_MS)
  assert.deepEqual(told, [])
  mock.timers.tick(9)
  assert.deepEqual(told, [])
  mock.timers.tick(1)
  assert.deepEqual(told, ['long'])
  cancel()
  mock.timers.tick(LONGEST_MS)
  mock.timers.tick(LONGEST_MS)
  assert.deepEqual(told, ['long'])
  mock.timers.reset()
})
