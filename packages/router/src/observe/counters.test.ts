import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryCounters } from './counters.ts'

test('messages are counted by kind and direction, one for each receiver, and bytes beside them', () => {
  const counters = new MemoryCounters()
  counters.arrived(10)
  counters.received('PUBLISH')
  counters.sent('EVENT', 3, 60)
  counters.sent('EVENT', 0, 0)
  assert.deepEqual(counters.messages('PUBLISH'), { received: 1, sent: 0 })
  assert.deepEqual(counters.messages('EVENT'), { received: 0, sent: 3 })
  assert.deepEqual(counters.bytes, { received: 10, sent: 60 })
})

test('an unknown reason is counted as other: no peer makes the table grow', () => {
  const counters = new MemoryCounters()
  counters.refused('login', 'wamp.error.no_such_realm')
  for (let made = 0; made < 1_000; made++) counters.refused('login', `com.example.made_up_${made}`)
  for (const name of ['constructor', '__proto__', '', 'wamp.error.']) counters.refused('request', name)
  assert.deepEqual(counters.refusals, [
    { labels: { what: 'login', reason: 'wamp.error.no_such_realm' }, value: 1 },
    { labels: { what: 'login', reason: 'other' }, value: 1_000 },
    { labels: { what: 'request', reason: 'other' }, value: 4 },
  ])
})

test('joins are counted by realm and role', () => {
  const counters = new MemoryCounters()
  counters.joined('realm1', 'guest')
  counters.joined('realm1', 'guest')
  counters.joined('realm1', 'admin')
  assert.deepEqual(counters.joins, [
    { labels: { realm: 'realm1', role: 'guest' }, value: 2 },
    { labels: { realm: 'realm1', role: 'admin' }, value: 1 },
  ])
})
