import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryCache } from './memory-cache.ts'
import { cacheSuite } from './test-cache.ts'

cacheSuite('in memory', () => Promise.resolve(new MemoryCache()))

test('in memory: a key ends after an hour, and one that was written again does not', async () => {
  let now = 0
  const cache = new MemoryCache(() => now)
  await cache.change({ set: new Map([['session-1', 'ada']]), remove: [] })
  await cache.change({ set: new Map([['session-2', 'ben']]), remove: [] })
  now = 1_800_000
  await cache.replace(new Map([['session-2', 'ben']]))
  now = 3_600_000

  assert.equal(await cache.get('session-1'), undefined)
  assert.equal(await cache.get('session-2'), 'ben')
})
