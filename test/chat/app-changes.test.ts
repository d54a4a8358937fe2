/** GET /changes: how workers learn at once what was taken away. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { clear } from '../../apps/chat/data/commands/clear-db.ts'
import { openDatabase } from '../../apps/chat/data/database/open-database.ts'
import { startTestApp } from './app.ts'
import type { TestApp } from './app.ts'

interface Changes {
  readonly seq: number
  readonly reset: boolean
  readonly changes: readonly {
    readonly kind: string
    readonly user?: string
    readonly thread?: string
    readonly token?: string
  }[]
}

const changes = async (app: TestApp, query: string): Promise<Changes> =>
  (await app.ask('internal4', `/changes${query}`)).body as Changes
const fingerprint = (token: string) => createHash('sha256').update(token).digest('hex')

test('each change is told once, in order', async (t) => {
  const app = await startTestApp(t)
  const start = await changes(app, '')
  const ann = await app.register('ann')
  await app.post('public5', '/thread', { title: 'tea' }, ann.token)
  await app.ask('public5', '/thread/tea/members/ann', { method: 'DELETE', token: ann.token })
  await app.post('public4', '/logout', undefined, ann.token)

  const told = await changes(app, `?after=${start.seq}`)
  assert.deepEqual(
    told.changes.map(({ kind, user, thread, token }) => ({ kind, user, thread, token })),
    [
      { kind: 'membership_began', user: 'ann', thread: 'tea', token: undefined },
      { kind: 'membership_ended', user: 'ann', thread: 'tea', token: undefined },
      { kind: 'token_ended', user: 'ann', thread: undefined, token: fingerprint(ann.token) },
    ],
  )
  assert.deepEqual(await changes(app, `?after=${told.seq}&wait=0`), { seq: told.seq, changes: [], reset: false })
})

test('a follower that waits is answered as soon as something happens', async (t) => {
  const app = await startTestApp(t)
  const ann = await app.register('ann')
  await app.post('public5', '/thread', { title: 'tea' }, ann.token)
  const { seq } = await changes(app, '')
  const waiting = changes(app, `?after=${seq}&wait=20`)
  const began = performance.now()
  await app.ask('public5', '/thread/tea/members/ann', { method: 'DELETE', token: ann.token })

  const [change] = (await waiting).changes
  assert.equal(change?.kind, 'membership_ended')
  assert.ok(performance.now() - began < 15_000, 'long before the wait ends')
})

test('an expired token, a changed password and a deleted user are told', async (t) => {
  const app = await startTestApp(t)
  const ann = await app.register('ann')
  const ben = await app.register('ben')
  const { seq } = await changes(app, '')
  await app.post('public4', '/password', { password: ben.password, new_password: 'a better one' }, ben.token)
  await app.ask('public4', '/user', { method: 'DELETE', token: ann.token, body: { password: ann.password } })
  const cleo = await app.register('cleo')
  app.clock.ahead = 17 * 3_600_000
  const all: string[] = []
  for (let after = seq; !all.includes(`token_ended cleo ${fingerprint(cleo.token)}`);) {
    const told = await changes(app, `?after=${after}&wait=10`)
    all.push(...told.changes.map(({ kind, user, token = '' }) => `${kind} ${user} ${token}`.trim()))
    after = told.seq
  }

  assert.deepEqual(all.slice(0, 2), [`token_ended ben ${fingerprint(ben.token)}`, 'user_deleted ann'])
})

test('a follower that was away too long, and one of a cleared database, must forget everything', async (t) => {
  const app = await startTestApp(t)
  const ann = await app.register('ann')
  await app.post('public5', '/thread', { title: 'tea' }, ann.token)
  assert.equal((await changes(app, '?after=999')).reset, true)

  const { seq } = await changes(app, '')
  const waiting = changes(app, `?after=${seq}&wait=20`)
  const database = openDatabase({ file: app.databaseFile }) // as another process does it
  clear(database, Date.now())
  database.close()
  const told = await waiting
  assert.equal(told.reset, true)
  assert.deepEqual(
    told.changes.map(({ kind }) => kind),
    ['reset'],
  )
  assert.equal((await app.ask('public5', '/threads', { token: ann.token })).status, 401)
})

test('stopping the service answers the followers that wait', async (t) => {
  const app = await startTestApp(t)
  const { seq } = await changes(app, '')
  const waiting = changes(app, `?after=${seq}&wait=60`)
  await app.ask('internal4', '/health')
  await app.app.stop()

  assert.deepEqual((await waiting).changes, [])
})
