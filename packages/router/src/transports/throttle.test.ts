import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../session/test-clock.ts'
import { costOf, Throttle } from './throttle.ts'

function setUp(options = { messagesPerSecond: 100, burst: 10 }) {
  let held = 0
  const { clock, due, pass } = testClock()
  const throttle = new Throttle(options, { clock, held: () => held++ })
  const connection = () => {
    const done: string[] = []
    return {
      done,
      target: { paidUntil: 0, hold: () => void done.push('hold'), release: () => void done.push('release') },
    }
  }
  return { throttle, connection, pass, due, timesHeld: () => held }
}

test('a burst passes; after one more message the connection is held until a part of the burst is free', () => {
  const { throttle, connection, pass, timesHeld } = setUp()
  const { target, done } = connection()
  for (let count = 0; count < 10; count++) throttle.charge(target, 1)
  assert.deepEqual(done, [])
  throttle.charge(target, 1)
  assert.deepEqual(done, ['hold'])
  pass(15)
  assert.deepEqual(done, ['hold'])
  pass(20)
  assert.deepEqual(done, ['hold', 'release'])
  assert.equal(timesHeld(), 1)
})

test('a connection at exactly the rate is never held', () => {
  const { throttle, connection, pass } = setUp()
  const { target, done } = connection()
  for (let count = 0; count < 500; count++) {
    throttle.charge(target, 1)
    pass(10)
  }
  assert.deepEqual(done, [])
})

test('messages that arrive while a connection is held are charged too, and make it wait longer', () => {
  const { throttle, connection, pass } = setUp()
  const { target, done } = connection()
  for (let count = 0; count < 111; count++) throttle.charge(target, 1)
  pass(1000)
  assert.deepEqual(done, ['hold'])
  pass(60)
  assert.deepEqual(done, ['hold', 'release'])
})

test('one timer serves all held connections, and none runs when no connection is held', () => {
  const { throttle, connection, pass, due } = setUp()
  const [one, other, calm] = [connection(), connection(), connection()]
  for (let count = 0; count < 20; count++) for (const { target } of [one, other]) throttle.charge(target, 1)
  throttle.charge(calm.target, 1)
  assert.equal(due.length, 1)
  assert.deepEqual(calm.done, [])
  throttle.forget(other.target)
  pass(500)
  assert.deepEqual(one.done, ['hold', 'release'])
  assert.deepEqual(other.done, ['hold'])
  assert.equal(due.length, 0)
})

test('stopping releases all held connections, and no connection is held afterwards', () => {
  const { throttle, connection, due } = setUp()
  const [early, late] = [connection(), connection()]
  for (let count = 0; count < 11; count++) throttle.charge(early.target, 1)
  throttle.stop()
  assert.deepEqual(early.done, ['hold', 'release'])
  for (let count = 0; count < 20; count++) throttle.charge(late.target, 1)
  assert.deepEqual([late.done, due], [[], []])
})

test('a large message counts as several, by its bytes and by its weight', () => {
  assert.equal(costOf(200, 5), 1)
  assert.equal(costOf(1024 * 1024, 1), 1025)
  assert.equal(costOf(200, 100_000), 6251)
})
