import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Gather } from './gather.ts'

function gather() {
  const taken: (readonly number[])[] = []
  const clock = { now: 1_000 }
  return {
    taken,
    clock,
    of: new Gather<number>(
      50,
      (things) => taken.push(things),
      () => clock.now,
    ),
  }
}

test('the first is handed on at once, those that come soon after it together', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { of, taken, clock } = gather()
  of.add(1)
  clock.now += 10
  for (const number of [2, 3, 4]) of.add(number)
  assert.deepEqual(taken, [[1]])
  clock.now += 40
  t.mock.timers.tick(40)
  assert.deepEqual(taken, [[1], [2, 3, 4]])
  clock.now += 60
  of.add(5)
  assert.deepEqual(taken, [[1], [2, 3, 4], [5]])
})

test('nothing waits longer because the clock was set back', () => {
  const { of, taken, clock } = gather()
  of.add(1)
  clock.now -= 10_000
  of.add(2)
  assert.deepEqual(taken, [[1], [2]])
})

test('after a stop what waits comes with the next', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { of, taken, clock } = gather()
  of.add(1)
  of.add(2)
  of.stop()
  t.mock.timers.tick(1_000)
  assert.deepEqual(taken, [[1]])
  clock.now += 100
  of.add(3)
  assert.deepEqual(taken, [[1], [2, 3]])
})
