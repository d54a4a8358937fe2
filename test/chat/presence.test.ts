import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, wampcra, WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { KEY_LIFE_S } from '../../apps/chat/cache/contract.ts'
import { MemoryCache } from '../../apps/chat/cache/memory-cache.ts'
import { nameProblem } from '../../apps/chat/http/names/user-name.ts'
import { LIMITS } from '../../apps/chat/settings/limits.ts'
import { REALM } from '../../apps/chat/settings/worker-settings.ts'
import type { Access } from '../../apps/chat/workers/app/access.ts'
import { AppUnavailable } from '../../apps/chat/workers/app/app-http.ts'
import { startPresence } from '../../apps/chat/workers/presence/presence-worker.ts'
import type { PresenceChange } from '../../apps/chat/workers/presence/difference-events.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { admitEverybody, startChatRouter, testPart, testSettings, until } from './chat-router.ts'
import type { TestRouter } from './chat-router.ts'

const TEA = 'workshop.chat.tea'
const ignore = (): void => undefined

/** Members of `tea` by name; `unavailable`: the app is down. */
const accessOf = (...members: readonly string[]): Access =>
  ({
    isMember: (user: string) =>
      members.includes('unavailable')
        ? Promise.reject(new AppUnavailable('down'))
        : Promise.resolve(members.includes(user)),
  }) as unknown as Access

async function withPresence(
  body: (chat: TestRouter & { readonly cache: MemoryCache; restart(): Promise<void> }) => Promise<void>,
  access = accessOf('ada', 'ben'),
): Promise<void> {
  await using chat = await startChatRouter(await testSettings())
  await admitEverybody(chat.worker('authenticator'))
  const cache = new MemoryCache()
  const start = () => startPresence({ part: testPart(), client: chat.worker('presence'), cache, access })
  let stop = await start()
  const opening = chat.router.openToAll() // the recorder is missing: see below
  const recorder = chat.worker('recorder')
  await recorder.register('workshop.chat.post', () => undefined)
  await recorder.subscribe('workshop.chat.', ignore, { match: 'prefix' })
  await opening
  try {
    await body({
      ...chat,
      cache,
      async restart() {
        await stop()
        stop = await start()
      },
    })
  } finally {
    await stop()
  }
}

const users = async (client: Client): Promise<unknown> =>
  JSON.parse(String((await client.call('workshop.subscribers', [TEA])).value))

test('a user that subscribes to a thread is in it at once, and the answer is a JSON text', () =>
  withPresence(async ({ user }) => {
    const ada = user('ada')
    await ada.subscribe(TEA, ignore)

    const { value } = await ada.call('workshop.subscribers', ['tea'])

    assert.equal(value, '["ada"]')
  }))

test('a user with two tabs counts once, and leaves with the last one', () =>
  withPresence(async ({ user }) => {
    const [first, second, ben] = [user('ada'), user('ada'), user('ben')]
    for (const client of [first, second, ben]) await client.subscribe(TEA, ignore)
    assert.deepEqual(await users(ben), ['ada', 'ben'])

    await first.close()
    assert.deepEqual(await users(ben), ['ada', 'ben'])

    await second.close()
    await until(async () => JSON.stringify(await users(ben)) === '["ben"]', 20_000)
  }))

test('a subscriber with a pattern is in no thread, and neither is the recorder', () =>
  withPresence(async ({ user, worker }) => {
    const ada = user('ada')
    await ada.subscribe(TEA, ignore)
    await worker('recorder').subscribe('workshop.chat.', ignore, { match: 'prefix' })

    assert.deepEqual(await users(ada), ['ada'])
  }))

test('only members are told who is there', () =>
  withPresence(async ({ user }) => {
    await user('ada').subscribe(TEA, ignore)

    await assert.rejects(
      user('eve').call('workshop.subscribers', [TEA]),
      (error) => error instanceof WampError && error.uri === 'workshop.error.no_access',
    )
    assert.deepEqual(await users(user('ben')), ['ada'], 'a member that is not there')
    await assert.rejects(user('ada').call('workshop.subscribers', [{}]), /must be a thread/)
  }))

test('while the app is down whoever is in the thread is answered, and others are told to try again', () =>
  withPresence(async ({ user }) => {
    const ada = user('ada')
    await ada.subscribe(TEA, ignore)

    assert.deepEqual(await users(ada), ['ada'])
    await assert.rejects(
      user('ben').call('workshop.subscribers', [TEA]),
      (error) => error instanceof WampError && error.uri === 'wamp.error.no_available_callee',
    )
  }, accessOf('unavailable')))

test('differences are published, each in a frame of at most 200 bytes, whatever the name', () =>
  withPresence(async ({ user, settings }) => {
    await using proxy = await startTcpProxy(settings.router.port)
    const ada = connect(`ws://127.0.0.1:${proxy.port}/ws`, { realm: REALM, auth: wampcra('ada', 'token of ada') })
    const heard: PresenceChange[] = []
    await ada.subscribe('workshop.presence.tea', (_args, kwargs: PresenceChange) => void heard.push({ ...kwargs }))
    const name = '李'.repeat(42) + 'ж'
    assert.equal(nameProblem(name, { adminUser: '' }), undefined)
    assert.equal(Buffer.byteLength(name), LIMITS.nameBytes)
    const before = proxy.received
    const long = user(name)
    const subscription = await long.subscribe(TEA, ignore)
    await until(() => heard.length === 1)
    const bytes = proxy.received - before
    await subscription.unsubscribe()
    await until(() => heard.length === 2)

    assert.deepEqual(heard, [{ joined: [name] }, { left: [name] }])
    await ada.close()
    assert.ok(bytes > LIMITS.nameBytes && bytes <= 200, `${bytes} bytes`)
    const longestIds = JSON.stringify([36, 2 ** 53, 2 ** 53, {}, [], heard[0]])
    assert.ok(4 + Buffer.byteLength(longestIds) <= 200, 'with the longest ids, and the header of the frame')
  }))

test('a worker that starts again knows who is there, and makes its hearers begin anew', () =>
  withPresence(async ({ user, restart }) => {
    const [ada, ben] = [user('ada'), user('ben')]
    await ada.subscribe(TEA, ignore)
    await ben.subscribe(TEA, ignore)
    const heard: PresenceChange[] = []
    await ada.subscribe('workshop.presence.tea', (_args, kwargs: PresenceChange) => void heard.push({ ...kwargs }))
    await restart()

    assert.deepEqual(await users(ada), ['ada', 'ben'])
    await until(() => heard.length > 0)
    assert.deepEqual(heard, [{ reset: true, joined: ['ada', 'ben'] }])
  }))

test('the cache has the keys of the reference, and loses them with their sessions', () =>
  withPresence(async ({ user, cache }) => {
    const [ada, ben] = [user('ada'), user('ben')]
    await ada.subscribe(TEA, ignore)
    const { id } = await ben.subscribe(TEA, ignore)
    await users(ben)

    assert.deepEqual(
      (await cache.entries()).map(({ key, value }) => [key, value]).sort(),
      [
        [`session-${ada.session?.id}`, 'ada'],
        [`session-${ben.session?.id}`, 'ben'],
        [`topic-${id}`, TEA],
        [TEA, '["ada","ben"]'],
      ].sort(),
    )
    assert.ok((await cache.entries()).every(({ secondsLeft = 0 }) => secondsLeft > KEY_LIFE_S - 60))

    await ada.close()
    await until(async () => (await cache.entries()).length === 3)
    await ben.close()
    await until(async () => (await cache.entries()).length === 0)
  }))

test('a thread of many users that come and go at random is exact', () =>
  withPresence(async ({ user }) => {
    const watcher = user('ada')
    await watcher.subscribe(TEA, ignore)
    const heard = new Set<string>(['ada'])
    await watcher.subscribe('workshop.presence.tea', (_args, { joined = [], left = [] }: PresenceChange) => {
      for (const name of left) heard.delete(name)
      for (const name of joined) heard.add(name)
    })
    const here = new Set(['ada'])
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const name = `user ${index}`
        const client = user(name)
        for (let turn = 0; turn <= index % 3; turn++) {
          const subscription = await client.subscribe(TEA, ignore)
          if (turn % 2 === 0) here.add(name)
          if (index % 2 === 0 || turn < index % 3) {
            await subscription.unsubscribe()
            here.delete(name)
          } else here.add(name)
        }
      }),
    )

    assert.deepEqual(await users(watcher), [...here].sort())
    await until(() => heard.size === here.size && [...here].every((name) => heard.has(name)), 20_000)
  }))
