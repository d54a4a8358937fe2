/** What the app gives to pages for calls. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { settingsFrom } from '../../apps/chat/http/run.ts'
import { startTestApp } from './app.ts'

const SECRET = 'a secret of the TURN server'
const TURN = { TURN_URL: 'turn:127.0.0.1:3478, turns:turn.example.org:443', TURN_SECRET: SECRET }

interface Ice {
  readonly ice_servers: readonly { urls: string[]; username: string; credential: string }[]
  readonly relay_only: boolean
  readonly expires_at?: number
}

test('without a TURN server no server is named: no STUN server either', async (t) => {
  const app = await startTestApp(t)
  const { token } = await app.register('ada')
  assert.deepEqual((await app.ask('public5', '/ice', { token })).body, { ice_servers: [], relay_only: false })
})

test('credentials for the TURN server are made for each who asks with a token, and live an hour at most', async (t) => {
  const app = await startTestApp(t, { ...TURN, TURN_ONLY: 'yes' })
  const { token } = await app.register('ada : b')
  const { headers, body } = await app.ask('public5', '/ice', { token })
  const { ice_servers: servers, relay_only: isOnly, expires_at: end = 0 } = body as Ice
  assert.equal(isOnly, true)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.deepEqual(servers[0]?.urls, ['turn:127.0.0.1:3478', 'turns:turn.example.org:443'])
  const { username = '', credential = '' } = servers[0] ?? {}
  assert.match(username, /^\d+:[\w-]+$/)
  assert.equal(Number(username.split(':')[0]) * 1_000, end)
  assert.ok(end > Date.now() + 3_500_000 && end <= Date.now() + 3_600_000)
  assert.equal(credential, createHmac('sha1', SECRET).update(username).digest('base64'))
  assert.ok(!JSON.stringify(body).includes(SECRET))
})

test('nobody gets credentials without a living token', async (t) => {
  const app = await startTestApp(t, TURN)
  assert.equal((await app.ask('public5', '/ice')).status, 401)
  const { token } = await app.register('ada')
  await app.ask('public4', '/logout', { method: 'POST', token })
  assert.equal((await app.ask('public5', '/ice', { token })).status, 401)
})

test('settings of a TURN server that cannot be meant are refused at the start', () => {
  for (const [variables, problem] of [
    [{ TURN_URL: 'stun:x' }, /TURN_URL must be like turn:/],
    [{ TURN_URL: 'turn:x' }, /TURN_SECRET must be the secret/],
    [{ ...TURN, TURN_SECONDS: '7200' }, /TURN_SECONDS must be a whole number from 60 to 3600/],
    [{ TURN_ONLY: 'yes' }, /TURN_ONLY needs a TURN server/],
  ] as const)
    assert.throws(() => settingsFrom(variables), problem)
})
