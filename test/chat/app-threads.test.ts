/** Open and private threads: who is a member, who decides that, and what others see. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from './app.ts'
import type { Answer, TestApp } from './app.ts'

interface Room {
  readonly app: TestApp
  /** Tokens by name. */
  readonly tokens: Readonly<Record<string, string>>
  make(body: object, by?: string): Promise<Answer>
  add(thread: string, name: string, by?: string): Promise<Answer>
  end(thread: string, name: string, by?: string): Promise<Answer>
  has(thread: string, user: string): Promise<boolean>
}

async function room(t: Parameters<typeof startTestApp>[0], ...names: readonly string[]): Promise<Room> {
  const app = await startTestApp(t)
  const tokens: Record<string, string> = {}
  for (const name of names) tokens[name] = (await app.register(name)).token
  const as = (by: string | undefined) => (by === undefined ? {} : { token: tokens[by] ?? '' })
  return {
    app,
    tokens,
    make: (body, by) => app.ask('public5', '/thread', { method: 'POST', body, ...as(by) }),
    add: (thread, name, by) =>
      app.ask('public5', `/thread/${thread}/members`, { method: 'POST', body: { name }, ...as(by) }),
    end: (thread, name, by) =>
      app.ask('public5', `/thread/${thread}/members/${encodeURIComponent(name)}`, { method: 'DELETE', ...as(by) }),
    has: async (thread, user) => (await app.ask('internal5', `/access?thread=${thread}&user=${user}`)).status === 200,
  }
}

test('a bearer acts for its own user only', async (t) => {
  const { make, has } = await room(t, 'ann', 'ben')

  assert.equal((await make({ title: 'tea' }, 'ann')).status, 200)
  assert.equal((await make({ title: 'tea', name: 'ben' }, 'ann')).status, 403)
  assert.ok(!(await has('tea', 'ben')))
  assert.equal((await make({ title: 'tea', name: 'ben' }, 'ben')).status, 200)
  assert.equal((await make({ title: 'milk', name: 'ann' }, 'nobody')).status, 401)
})

test('a private thread needs a bearer; nobody else makes, joins or is added to it', async (t) => {
  const { make, has } = await room(t, 'ann', 'ben')

  assert.equal((await make({ title: 'secret', name: 'ann', private: true })).status, 401)
  assert.equal((await make({ title: 'secret', private: true }, 'ann')).status, 200)
  for (const attempt of [
    await make({ title: 'secret', name: 'ben' }),
    await make({ title: 'Secret' }, 'ben'),
    await make({ title: 'secret', private: true }, 'ben'),
    await make({ title: 'secret', private: true }, 'ann'),
    await make({ title: 'secret', name: 'ann' }),
  ])
    assert.deepEqual([attempt.status, Object.keys(attempt.body as object)], [400, ['title']])
  assert.ok(!(await has('secret', 'ben')))
})

test('a private thread cannot take the title of an open one', async (t) => {
  const { make } = await room(t, 'ann', 'ben')
  await make({ title: 'tea', name: 'ben' })

  const refused = await make({ title: 'tea', private: true }, 'ann')
  assert.deepEqual([refused.status, Object.keys(refused.body as object)], [400, ['title']])
})

test('only the maker adds members', async (t) => {
  const { make, add, has } = await room(t, 'ann', 'ben', 'eve')
  await make({ title: 'secret', private: true }, 'ann')

  assert.equal((await add('secret', 'ben', 'ann')).status, 204)
  assert.ok(await has('secret', 'ben'))
  assert.equal((await add('secret', 'ben', 'ann')).status, 400)
  assert.equal((await add('secret', 'nobody', 'ann')).status, 404)
  assert.equal((await add('secret', 'eve', 'ben')).status, 403)
  assert.equal((await add('secret', 'eve', 'eve')).status, 403)
  assert.equal((await add('secret', 'eve')).status, 401)
  assert.equal((await add('nowhere', 'eve', 'ann')).status, 403)
})

test('a membership is ended by its owner or by the maker, by nobody else', async (t) => {
  const { make, add, end, has } = await room(t, 'ann', 'ben', 'eve')
  await make({ title: 'secret', private: true }, 'ann')
  await add('secret', 'ben', 'ann')
  await add('secret', 'eve', 'ann')

  assert.equal((await end('secret', 'eve', 'ben')).status, 403)
  assert.equal((await end('secret', 'ann', 'ben')).status, 403)
  assert.equal((await end('secret', 'ben')).status, 401)
  assert.equal((await end('secret', 'ben', 'ben')).status, 204)
  assert.equal((await end('secret', 'eve', 'ann')).status, 204)
  assert.equal((await end('secret', 'eve', 'ann')).status, 404)
  assert.ok(!(await has('secret', 'ben')) && !(await has('secret', 'eve')))
})

test('whoever the maker removes cannot come back by themselves, with or without a bearer; the maker can undo it', async (t) => {
  const { make, add, end, has } = await room(t, 'ann', 'ben', 'eve')
  await make({ title: 'tea' }, 'ann')
  await make({ title: 'tea', name: 'ben' })
  await end('tea', 'ben', 'ann')

  assert.equal((await make({ title: 'tea', name: 'ben' })).status, 403)
  assert.equal((await make({ title: 'tea' }, 'ben')).status, 403)
  assert.equal((await add('tea', 'ben', 'ben')).status, 403)
  assert.ok(!(await has('tea', 'ben')))
  assert.equal((await add('tea', 'ben', 'ann')).status, 204)
  assert.ok(await has('tea', 'ben'))
})

test('whoever leaves an open thread may join it again', async (t) => {
  const { make, end } = await room(t, 'ann', 'ben')
  await make({ title: 'tea', name: 'ann' })
  await make({ title: 'tea', name: 'ben' })
  await end('tea', 'ben', 'ben')

  assert.equal((await make({ title: 'tea', name: 'ben' })).status, 200)
})

test('a maker who leaves hands the thread to the oldest member; the last one takes a private thread along', async (t) => {
  const { app, make, add, end, tokens } = await room(t, 'ann', 'ben', 'eve')
  await make({ title: 'secret', private: true }, 'ann')
  await add('secret', 'ben', 'ann')
  await app.post('internal5', '/message', { thread: 'secret', user: 'ann', message: 'psst' })
  await end('secret', 'ann', 'ann')

  assert.equal((await add('secret', 'eve', 'ben')).status, 204)
  await end('secret', 'eve', 'ben')
  await end('secret', 'ben', 'ben')
  assert.equal((await make({ title: 'secret' }, 'eve')).status, 200, 'the title is free again')
  const { body } = await app.ask('public5', '/thread/secret/messages', { token: tokens['eve'] ?? '' })
  assert.deepEqual(body, { messages: [] }, 'without the old messages')
})

test('GET /threads lists the threads of the caller, GET members those of a thread', async (t) => {
  const { app, make, add, tokens } = await room(t, 'ann', 'Zoë', 'Zoe')
  await make({ title: 'Secret!', private: true }, 'Zoë')
  await add('secret-', 'Zoe', 'Zoë')
  await app.post('internal5', '/message', { thread: 'secret-', user: 'Zoë', message: 'hi' })
  await make({ title: 'tea', name: 'Zoe' })

  const ask = async (path: string, name: string) => (await app.ask('public5', path, { token: tokens[name] ?? '' })).body
  const { threads } = (await ask('/threads', 'Zoe')) as { threads: { since: number }[] }
  assert.deepEqual(
    threads.map(({ since, ...thread }) => thread),
    [
      { permalink: 'secret-', uri: 'workshop.chat.secret-', title: 'Secret!', private: true, maker: false, newest: 1 },
      { permalink: 'tea', uri: 'workshop.chat.tea', title: 'tea', private: false, maker: true },
    ],
  )
  const { members } = (await ask('/thread/secret-/members', 'Zoe')) as { members: { since: number }[] }
  assert.deepEqual(
    members.map(({ since, ...member }) => member),
    [
      { name: 'Zoë', maker: true },
      { name: 'Zoe', maker: false, looks_like: 'Zoë' },
    ],
  )
  assert.equal((await app.ask('public5', '/thread/secret-/members', { token: tokens['ann'] ?? '' })).status, 403)
  assert.equal((await app.ask('public5', '/threads')).status, 401)
})

test('names with slashes, dots and percent signs work in paths', async (t) => {
  const { make, add, end, has } = await room(t, 'ann', '../a/b%2F?#')
  await make({ title: 'tea' }, 'ann')
  await add('tea', '../a/b%2F?#', 'ann')

  assert.equal((await end('tea', '../a/b%2F?#', 'ann')).status, 204)
  assert.ok(!(await has('tea', encodeURIComponent('../a/b%2F?#'))))
})
