import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClient } from 'redis'
import { CacheUnavailable } from '../../apps/chat/cache/contract.ts'
import type { Cache } from '../../apps/chat/cache/contract.ts'
import { RedisCache } from '../../apps/chat/cache/redis-cache.ts'
import { cacheSuite } from '../../apps/chat/cache/test-cache.ts'
import { hasRedis, RedisServer } from '../support/redis-server.ts'

const skip = hasRedis ? false : 'redis-server is not installed'
let server: RedisServer

before(async () => {
  if (hasRedis) server = await RedisServer.start()
})
after(() => server?.stop())

const ready = (cache: Cache): Promise<void> => new Promise((resolve) => cache.onAvailable(resolve))

async function opened(): Promise<Cache> {
  const cache = new RedisCache(server.url, () => undefined)
  await ready(cache)
  await cache.replace(new Map())
  return cache
}

if (hasRedis) cacheSuite('in Redis', opened)

test('in Redis: a change is one transaction: readers see all of it or nothing', { skip }, async () => {
  const cache = await opened()
  const reader = await createClient({ url: server.url }).connect()
  let isWriting = true
  const writing = (async () => {
    for (let turn = 0; turn < 500; turn++)
      await cache.change({
        set: new Map([
          ['topic-1', `${turn}`],
          ['topic-2', `${turn}`],
        ]),
        remove: [],
      })
    isWriting = false
  })()
  while (isWriting) {
    const [one, other] = await reader.mGet(['topic-1', 'topic-2'])
    assert.equal(one, other)
  }
  await writing
  reader.destroy()
  await cache.close()
})

test(
  'in Redis: keys of other programs stay, and a worker that starts removes those of the one before',
  { skip },
  async () => {
    const other = await createClient({ url: server.url }).connect()
    await other.set('session-of-a-lesson', 'learner')
    const first = await opened()
    await first.change({ set: new Map([['session-1', 'ada']]), remove: [] })
    await first.close()

    const second = new RedisCache(server.url, () => undefined)
    await ready(second)
    await second.replace(new Map([['session-2', 'ben']]))

    assert.equal(await second.get('session-1'), undefined)
    assert.equal(await second.get('session-of-a-lesson'), 'learner')
    await other.del('session-of-a-lesson')
    other.destroy()
    await second.close()
  },
)

test('in Redis: while it is away every method says so at once, and its return is told', { skip }, async () => {
  const cache = await opened()
  const away = new Promise<void>((resolve) => cache.onAvailable(resolve))
  await server.stop()
  await assert.rejects(async () => {
    for (;;) await cache.change({ set: new Map([['session-1', 'ada']]), remove: [] })
  }, CacheUnavailable)
  await assert.rejects(cache.get('session-1'), CacheUnavailable)
  await assert.rejects(cache.entries(), CacheUnavailable)

  await server.start()
  await away
  await cache.replace(new Map([['session-1', 'ada']]))

  assert.equal(await cache.get('session-1'), 'ada')
  await cache.close()
})
