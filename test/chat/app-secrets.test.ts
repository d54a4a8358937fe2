/** Tokens and passwords: how long they live, who may use them, and that they are nowhere to be read. */
import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync, chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SettingsError } from '../../apps/chat/settings/settings-error.ts'
import { newFolder, startTestApp } from './app.ts'
import type { TestApp } from './app.ts'

const HOUR_MS = 3_600_000

const logIn = async (app: TestApp, name: string, password: string): Promise<string> =>
  ((await app.post('public4', '/login', { name, password })).body as { token: string }).token
const auth = async (app: TestApp, name: string): Promise<string> => {
  const { status, text } = await app.ask('internal4', `/auth?name=${name}`)
  return status === 200 ? text : String(status)
}
const isBearer = async (app: TestApp, token: string): Promise<boolean> =>
  (await app.ask('public5', '/threads', { token })).status === 200

test('/login returns the newest token while half its life is left, then a new one', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await app.register('ann')

  app.clock.ahead = 7.9 * HOUR_MS
  assert.equal(await logIn(app, 'ann', password), token)
  app.clock.ahead = 8.1 * HOUR_MS
  const newer = await logIn(app, 'ann', password)

  assert.notEqual(newer, token)
  assert.equal(await auth(app, 'ann'), newer, 'the newest one counts for WAMP-CRA')
  assert.ok(await isBearer(app, token), 'the older one keeps its bearer rights')
  app.clock.ahead = 16.1 * HOUR_MS
  assert.ok(!(await isBearer(app, token)), 'until it expires')
  assert.ok(await isBearer(app, newer))
})

test('/auth never makes a token: 404 once the last one has expired', async (t) => {
  const app = await startTestApp(t, { TOKEN_HOURS: '1' })
  const { password } = await app.register('ann')
  app.clock.ahead = 1.1 * HOUR_MS

  assert.equal(await auth(app, 'ann'), '404')
  assert.equal(await auth(app, 'ann'), '404')
  const token = await logIn(app, 'ann', password)
  assert.equal(await auth(app, 'ann'), token)
})

test('twenty log-ins at the same time get one token', async (t) => {
  const app = await startTestApp(t)
  const { password } = await app.register('ann')
  app.clock.ahead = 9 * HOUR_MS

  const tokens = await Promise.all(Array.from({ length: 20 }, () => logIn(app, 'ann', password)))
  assert.equal(new Set(tokens).size, 1)
})

test('POST /logout revokes the token', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ann')

  assert.equal((await app.post('public4', '/logout', undefined, token)).status, 204)
  assert.equal(await auth(app, 'ann'), '404')
  assert.ok(!(await isBearer(app, token)))
  assert.equal((await app.post('public4', '/logout', undefined, token)).status, 401)
  assert.equal((await app.ask('public4', '/logout', { method: 'POST' })).status, 401)
})

test('POST /token renews: a token with at least half its life left, for one that still lives', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ann')
  app.clock.ahead = 15.9 * HOUR_MS
  const { status, body } = await app.post('public4', '/token', undefined, token)
  const renewed = body as { token: string; expires_at: number }

  assert.equal(status, 200)
  assert.notEqual(renewed.token, token)
  assert.ok(renewed.expires_at > Date.now() + app.clock.ahead + 15 * HOUR_MS)
  assert.equal(await auth(app, 'ann'), renewed.token)
  app.clock.ahead = 17 * HOUR_MS
  assert.equal((await app.post('public4', '/token', undefined, token)).status, 401)
})

test('POST /password changes the password, and ends all tokens', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await app.register('ann')
  const change = (old: string, next: string, bearer = token) =>
    app.post('public4', '/password', { password: old, new_password: next }, bearer)

  assert.equal((await change('wrong', 'a better one')).status, 403)
  assert.equal((await change(password, 'short')).status, 400)
  assert.equal((await change(password, 'a better one', 'f'.repeat(32))).status, 401)
  const changed = await change(password, 'a better one')
  assert.equal(changed.status, 200)

  assert.ok(!(await isBearer(app, token)))
  assert.ok(await isBearer(app, (changed.body as { token: string }).token))
  assert.equal((await app.post('public4', '/login', { name: 'ann', password })).status, 403)
  assert.equal((await app.post('public4', '/login', { name: 'ann', password: 'a better one' })).status, 200)
})

test('a foreign, malformed or absent bearer is 401 and says how to log in', async (t) => {
  const app = await startTestApp(t)
  for (const authorization of [
    '',
    'Bearer',
    'Bearer x',
    'Basic YW5uOng=',
    `Bearer ${'0'.repeat(32)}`,
    "Bearer ' OR 1=1 --",
  ]) {
    const { status, headers } = await app.ask('public5', '/threads', { headers: { authorization } })
    assert.equal(status, 401, authorization)
    assert.equal(headers.get('www-authenticate'), 'Bearer')
  }
})

test('neither passwords nor tokens are in the log, the database, the metrics, or an answer to somebody else', async (t) => {
  const app = await startTestApp(t)
  const { password, token } = await app.register('ann')
  const chosen = 'correct horse battery'
  await app.post('public4', '/login', { name: 'ann', password })
  await app.post('public4', '/login', { name: 'ann', password: `${password}x` })
  await app.ask('public4', `/login?name=ann&password=${password}&token=${token}`)
  await app.ask('internal4', `/auth?name=ann&token=${token}`)
  await app.ask('public4', '/login', {
    method: 'POST',
    body: `{"password":"${password}"`,
    headers: { 'content-type': 'application/json' },
  })
  await app.post('public6', '/broadcast', { password: 'abc123', message: 'hello' })
  await app.post('public6', '/broadcast', { password: 'abc124', message: 'hello' })
  const renewed = (await app.post('public4', '/password', { password, new_password: chosen }, token)).body as {
    token: string
  }
  await app.post('public4', '/logout', undefined, renewed.token)

  const metrics = (await app.ask('internal4', '/metrics')).text
  const files = readdirSync(app.folder).map((name) => readFileSync(join(app.folder, name), 'latin1'))
  const log = app.log.join('')
  assert.match(log, /POST \/login 403/)
  for (const secret of [password, token, chosen, renewed.token, 'abc123', 'abc124'])
    for (const [place, text] of [
      ['log', log],
      ['metrics', metrics],
      ['files', files.join('')],
    ] as const)
      assert.ok(!text.includes(secret), `a secret is in the ${place}`)
  assert.ok(!metrics.includes('ann'), 'metrics have no names')
})

test('the key file is made with mode 600, and one that others may read is refused', async (t) => {
  const app = await startTestApp(t)
  const file = join(app.folder, 'token.key')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(statSync(app.databaseFile).mode & 0o777, 0o600)

  const folder = newFolder(t)
  writeFileSync(join(folder, 'token.key'), `${'0'.repeat(64)}\n`)
  chmodSync(join(folder, 'token.key'), 0o644)
  await assert.rejects(
    startTestApp(t, { DATA_DIR: folder }),
    (error) => error instanceof SettingsError && /chmod 600/.test(error.message),
  )
  chmodSync(join(folder, 'token.key'), 0o600)
  writeFileSync(join(folder, 'token.key'), 'no key')
  await assert.rejects(startTestApp(t, { DATA_DIR: folder }), /64 hexadecimal digits/)
})

test('tokens survive a restart; with another key users log in again, and old ones stay bearers', async (t) => {
  const folder = newFolder(t)
  const start = (key: string) => startTestApp(t, { DATA_DIR: folder, TOKEN_KEY: key })
  const first = await start('k'.repeat(32))
  const { password, token } = await first.register('ann')
  await first.app.stop()

  const second = await start('k'.repeat(32))
  assert.equal(await auth(second, 'ann'), token)
  await second.app.stop()

  const third = await start('K'.repeat(32))
  assert.equal(await auth(third, 'ann'), '404')
  assert.ok(await isBearer(third, token))
  assert.notEqual(await logIn(third, 'ann', password), token)
})
