/** One suite for every implementation of the cache. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cache } from './contract.ts'

const THREAD = 'workshop.chat.tea'

const keys = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries))

/** `open` gives an empty cache for each test. */
export function cacheSuite(name: string, open: () => Promise<Cache>): void {
  const of = (title: string, body: (cache: Cache) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      const cache = await open()
      try {
        await body(cache)
      } finally {
        await cache.close()
      }
    })
  }

  of('a key that was never set is undefined', async (cache) => {
    assert.equal(await cache.get('session-1'), undefined)
  })

  of('a change sets and removes keys together', async (cache) => {
    await cache.change({ set: keys({ 'session-1': 'ada', [THREAD]: '["ada"]' }), remove: [] })
    await cache.change({ set: keys({ 'session-2': 'ben', [THREAD]: '["ben"]' }), remove: ['session-1'] })

    assert.equal(await cache.get('session-1'), undefined)
    assert.equal(await cache.get('session-2'), 'ben')
    assert.equal(await cache.get(THREAD), '["ben"]')
  })

  of('a change of nothing changes nothing', async (cache) => {
    await cache.change({ set: new Map(), remove: [] })

    assert.deepEqual(await cache.entries(), [])
  })

  of('names of users with any Unicode come back as they were', async (cache) => {
    const name = 'Ünï ☕ "q" \n\u0000 名'
    await cache.change({ set: keys({ 'session-1': name }), remove: [] })

    assert.equal(await cache.get('session-1'), name)
  })

  of('a replacement removes every key that it does not name', async (cache) => {
    await cache.change({ set: keys({ 'session-1': 'ada', 'topic-7': THREAD, [THREAD]: '["ada"]' }), remove: [] })
    await cache.replace(keys({ 'session-2': 'ben' }))

    assert.deepEqual(
      (await cache.entries()).map(({ key }) => key),
      ['session-2'],
    )
  })

  of('a replacement by nothing empties it, and it can be used afterwards', async (cache) => {
    await cache.change({ set: keys({ 'session-1': 'ada' }), remove: [] })
    await cache.replace(new Map())
    assert.deepEqual(await cache.entries(), [])
    await cache.change({ set: keys({ 'session-3': 'cy' }), remove: [] })
    await cache.replace(keys({ 'session-4': 'di' }))

    assert.deepEqual(
      (await cache.entries()).map(({ value }) => value),
      ['di'],
    )
  })

  of('the entries are sorted by key, with value and an hour to live', async (cache) => {
    await cache.change({ set: keys({ [THREAD]: '["ada"]', 'session-1': 'ada', 'topic-7': THREAD }), remove: [] })

    const entries = await cache.entries()

    assert.deepEqual(
      entries.map(({ key, value }) => [key, value]),
      [
        ['session-1', 'ada'],
        ['topic-7', THREAD],
        [THREAD, '["ada"]'],
      ],
    )
    for (const { secondsLeft = 0 } of entries) assert.ok(secondsLeft > 3_590 && secondsLeft <= 3_600)
  })

  of('a key outside of presence is not shown', async (cache) => {
    await cache.change({ set: keys({ 'token-of-ada': 'secret', 'session-1': 'ada' }), remove: [] })

    assert.deepEqual(
      (await cache.entries()).map(({ key }) => key),
      ['session-1'],
    )
  })

  of('a thousand changes at once end as the last one says', async (cache) => {
    const changes = Array.from({ length: 1_000 }, (_, index) =>
      cache.change({ set: keys({ [THREAD]: JSON.stringify([index]) }), remove: [`session-${index}`] }),
    )
    await Promise.all(changes)

    assert.equal(await cache.get(THREAD), '[999]')
  })
}
