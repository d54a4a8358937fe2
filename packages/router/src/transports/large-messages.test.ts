import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../session/test-clock.ts'
import { LargeMessages } from './large-messages.ts'

function setUp() {
  const { clock, due, pass } = testClock()
  const messages = new LargeMessages(clock)
  const start = () => {
    const connection = {
      isWaiting: false,
      waitForRoom: () => void (connection.isWaiting = true),
      hasRoom: () => void (connection.isWaiting = false),
    }
    messages.started(connection)
    return connection
  }
  return { messages, start, pass, due }
}

const startMany = (start: ReturnType<typeof setUp>['start'], count: number) => Array.from({ length: count }, start)
const waiting = (all: readonly { readonly isWaiting: boolean }[]): number => all.filter((one) => one.isWaiting).length

test('sixteen large messages are received at a time, and the next one starts when one is complete', () => {
  const { messages, start } = setUp()
  const all = startMany(start, 18)
  assert.deepEqual([all[16]?.isWaiting, all[17]?.isWaiting, waiting(all)], [true, true, 2])
  messages.ended(all[5]!)
  assert.deepEqual([all[16]?.isWaiting, all[17]?.isWaiting], [false, true])
})

test('senders that never complete their message keep others waiting for half a second at most', () => {
  const { start, pass } = setUp()
  const all = startMany(start, 32)
  assert.equal(waiting(all), 16)
  pass(499)
  assert.equal(waiting(all), 16)
  pass(1)
  assert.equal(waiting(all), 0)
})

test('a place that was kept too long is free for the next message at once', () => {
  const { start, pass } = setUp()
  startMany(start, 16)
  pass(10_000)
  assert.equal(start().isWaiting, false)
})

test('a connection that closes while it waits or receives gives up its place', () => {
  const { messages, start } = setUp()
  const all = startMany(start, 19)
  messages.ended(all[16]!)
  messages.ended(all[0]!)
  assert.deepEqual([all[17]?.isWaiting, all[18]?.isWaiting], [false, true])
})

test('no timer runs unless a connection waits, and stopping releases all connections', () => {
  const { messages, start, due } = setUp()
  const all = startMany(start, 16)
  assert.equal(due.length, 0)
  all.push(start())
  assert.equal(due.length, 1)
  messages.stop()
  assert.deepEqual([due.length, waiting(all), start().isWaiting], [0, 0, false])
})
