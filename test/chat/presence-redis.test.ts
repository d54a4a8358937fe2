/** The presence worker with a Redis that goes away and comes back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from 'redis'
import { RedisCache } from '../../apps/chat/cache/redis-cache.ts'
import type { Access } from '../../apps/chat/workers/app/access.ts'
import { startPresence } from '../../apps/chat/workers/presence/presence-worker.ts'
import { hasRedis, RedisServer } from '../support/redis-server.ts'
import { admitEverybody, startChatRouter, testPart, testSettings, until } from './chat-router.ts'

const TEA = 'workshop.chat.tea'
const access = { isMember: () => Promise.resolve(true) } as unknown as Access

test('while Redis is away presence goes on, and afterwards all keys are exact', { skip: !hasRedis }, async () => {
  await using redis = await RedisServer.start()
  await using chat = await startChatRouter(await testSettings())
  await admitEverybody(chat.worker('authenticator'))
  const cache = new RedisCache(redis.url, () => undefined)
  const stop = await startPresence({ part: testPart(), client: chat.worker('presence'), cache, access })
  const recorder = chat.worker('recorder')
  await recorder.register('workshop.chat.post', () => undefined)
  await recorder.subscribe('workshop.chat.', () => undefined, { match: 'prefix' })
  await chat.router.openToAll()
  const keys = async (): Promise<readonly string[]> => {
    const reader = await createClient({ url: redis.url }).connect()
    const found = (await reader.keys('*')).filter((key) => key !== 'presence-keys').sort()
    const list = await reader.get(TEA)
    reader.destroy()
    return [...found, list ?? '']
  }
  const [ada, ben] = [chat.user('ada'), chat.user('ben')]
  const here = await ada.subscribe(TEA, () => undefined)
  await until(async () => (await keys()).at(-1) === '["ada"]')

  await redis.stop()
  await ben.subscribe(TEA, () => undefined)
  assert.equal((await ben.call('workshop.subscribers', [TEA])).value, '["ada","ben"]')
  await here.unsubscribe()
  assert.equal((await ben.call('workshop.subscribers', [TEA])).value, '["ben"]')
  await redis.start()
  await until(async () => (await keys()).at(-1) === '["ben"]')

  assert.deepEqual(
    (await keys()).map((key) => key.replace(/\d+/, 'N')),
    ['session-N', 'topic-N', TEA, '["ben"]'],
  )
  await stop()
})
