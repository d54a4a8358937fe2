import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latency, LATENCY_BUCKETS_MS } from './latency.ts'

test('a call counts in the first bucket that holds it, and a longer one in the last', () => {
  const latency = new Latency()
  for (const ms of [0, 1, 2, 60_000, 60_001, 1e9]) latency.add(ms)
  assert.deepEqual(latency.counts.slice(0, 3), [2, 1, 0])
  assert.deepEqual(latency.counts.slice(-2), [1, 2])
  assert.equal(latency.counts.length, LATENCY_BUCKETS_MS.length + 1)
  assert.equal(latency.sumMs, 1_000_120_004)
})
