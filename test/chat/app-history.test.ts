/** The history, one's own messages, and one's account. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMessageStore } from '../../apps/chat/data/open-message-store.ts'
import { startTestApp } from './app.ts'
import type { TestApp } from './app.ts'

interface Page {
  readonly messages: readonly {
    readonly kind: string
    readonly id?: string
    readonly text?: string
    readonly seq: number
  }[]
  readonly before?: number
}

const say = (app: TestApp, user: string, message: string, id = message) =>
  app.post('internal5', '/message', { thread: 'tea', user, message, id })

async function twoInTea(t: Parameters<typeof startTestApp>[0]) {
  const app = await startTestApp(t)
  const ann = await app.register('ann')
  const ben = await app.register('ben')
  for (const name of ['ann', 'ben']) await app.post('public5', '/thread', { name, title: 'tea' })
  const pageOf = async (query = '', token = ann.token) => {
    const { status, body } = await app.ask('public5', `/thread/tea/messages${query}`, { token })
    assert.equal(status, 200)
    return body as Page
  }
  return { app, ann, ben, pageOf }
}

test('the history comes in pages to members by bearer, and to nobody else', async (t) => {
  const { app, ann, ben, pageOf } = await twoInTea(t)
  for (let number = 1; number <= 7; number++) await say(app, 'ann', `m${number}`)

  const texts = ({ messages }: Page) => messages.map(({ text }) => text)
  const newest = await pageOf('?limit=3')
  const middle = await pageOf(`?limit=3&before=${newest.before}`)
  const oldest = await pageOf(`?limit=3&before=${middle.before}`)
  assert.deepEqual([texts(newest), texts(middle), texts(oldest)], [['m5', 'm6', 'm7'], ['m2', 'm3', 'm4'], ['m1']])
  assert.equal(oldest.before, undefined)
  assert.equal((await pageOf()).messages.length, 7)

  const eve = await app.register('eve')
  const status = async (path: string, token?: string) =>
    (await app.ask('public5', path, token === undefined ? {} : { token })).status
  assert.equal(await status('/thread/tea/messages'), 401)
  assert.equal(await status('/thread/tea/messages', eve.token), 403)
  assert.equal(await status('/thread/nowhere/messages', eve.token), 403)
  for (const query of ['limit=0', 'limit=201', 'limit=x', 'before=0', 'before=-1', 'before=1e99', "before=1';--"])
    assert.equal(await status(`/thread/tea/messages?${query}`, ann.token), 400, query)
  await app.ask('public5', '/thread/tea/members/ben', { method: 'DELETE', token: ben.token })
  assert.equal(await status('/thread/tea/messages', ben.token), 403, 'after leaving')
  assert.equal((await say(app, 'ben', 'too late')).status, 401)
})

test('a gap is a row of the history', async (t) => {
  const { app, pageOf } = await twoInTea(t)
  const storage = await openMessageStore({ file: app.databaseFile })
  t.after(() => storage.close())
  const now = Date.now()
  await storage.appendGap({ id: 'g', from: now, to: now + 5_000 })

  const [gap] = (await pageOf()).messages
  assert.deepEqual(gap, { kind: 'gap', seq: 1, from: now, to: now + 5_000 })
})

test('one deletes one’s own messages only', async (t) => {
  const { app, ann, ben, pageOf } = await twoInTea(t)
  await say(app, 'ann', 'regretted', 'an id/with?signs')
  const erase = (id: string, token: string) =>
    app.ask('public5', `/thread/tea/messages/${encodeURIComponent(id)}`, { method: 'DELETE', token })

  assert.equal((await erase('an id/with?signs', ben.token)).status, 404)
  assert.equal((await erase('an id/with?signs', ann.token)).status, 204)
  assert.equal((await erase('an id/with?signs', ann.token)).status, 404)
  assert.deepEqual((await pageOf()).messages, [])
})

test('the account is exported with its threads and all its messages', async (t) => {
  const { app, ann } = await twoInTea(t)
  for (let number = 1; number <= 3; number++) await say(app, 'ann', `m${number} "quoted"`)
  await say(app, 'ben', 'not mine')

  const { status, body } = await app.ask('public4', '/user', { token: ann.token })
  const account = body as { name: string; threads: object[]; messages: { thread: string; text: string }[] }
  assert.equal(status, 200)
  assert.equal(account.name, 'ann')
  assert.equal(account.threads.length, 1)
  assert.deepEqual(
    account.messages.map(({ thread, text }) => [thread, text]),
    [1, 2, 3].map((number) => ['tea', `m${number} "quoted"`]),
  )
  assert.equal((await app.ask('public4', '/user')).status, 401)
})

test('an export of more messages than a page is complete', async (t) => {
  const { app, ann } = await twoInTea(t)
  const storage = await openMessageStore({ file: app.databaseFile })
  t.after(() => storage.close())
  const messages = Array.from({ length: 1_234 }, (_, id) => ({
    id: String(id),
    thread: 'tea',
    author: 'ann',
    text: `${id}`,
    at: 1,
  }))
  await storage.append(messages)

  const { body } = await app.ask('public4', '/user', { token: ann.token })
  assert.deepEqual(
    (body as { messages: { id: string }[] }).messages.map(({ id }) => id),
    messages.map(({ id }) => id),
  )
})

test('a deleted account is gone with its messages, memberships and tokens; its name is free', async (t) => {
  const { app, ann, ben, pageOf } = await twoInTea(t)
  await say(app, 'ann', 'mine')
  await say(app, 'ben', 'his')
  const erase = (body: object) => app.ask('public4', '/user', { method: 'DELETE', token: ann.token, body })

  assert.equal((await erase({})).status, 400)
  assert.equal((await erase({ password: 'wrong' })).status, 403)
  assert.equal((await erase({ password: ann.password })).status, 204)

  assert.equal((await app.post('public4', '/login', { name: 'ann', password: ann.password })).status, 404)
  assert.equal((await app.ask('internal4', '/auth?name=ann')).status, 404)
  assert.equal((await app.ask('public5', '/threads', { token: ann.token })).status, 401)
  assert.deepEqual(
    (await pageOf('', ben.token)).messages.map(({ text }) => text),
    ['his'],
  )
  assert.equal((await app.post('public4', '/user', { name: 'ann' })).status, 200)
  assert.equal((await say(app, 'ann', 'again')).status, 401, 'the new user is in no thread')
})
