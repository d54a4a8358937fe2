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

test('what comes now and then is handed on at once', () => {
  const { of, taken, clock } = gather()
  for (const number of [1, 2, 3, 4, 5]) {
    of.add(number)
    clock.now += 50
  }
  assert.deepEqual(taken, [[1], [2], [3], [4], [5]])
})

test('three that come close together do not wait; more of them are handed on together', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { of, taken, clock } = gather()
  for (const number of [1, 2, 3, 4, 5]) of.add(number)
  assert.deepEqual(taken, [[1], [2], [3]])
  clock.now += 50
  t.mock.timers.tick(50)
  assert.deepEqual(taken, [[1], [2], [3], [4, 5]])
  clock.now += 200
  of.add(6)
  assert.deepEqual(taken.at(-1), [6])
})

test('a stream costs no more updates than it should', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { of, taken, clock } = gather()
  for (let ms = 0; ms < 1_000; ms++) {
    of.add(ms)
    clock.now += 1
    t.mock.timers.tick(1)
  }
  assert.ok(taken.length <= 23, `${taken.length} updates`)
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
  for (const number of [1, 2, 3, 4]) of.add(number)
  of.stop()
  t.mock.timers.tick(1_000)
  assert.deepEqual(taken, [[1], [2], [3]])
  clock.now += 100
  of.add(5)
  assert.deepEqual(taken.at(-1), [4, 5])
})
