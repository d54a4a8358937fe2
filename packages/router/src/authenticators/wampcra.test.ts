import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WampcraUser } from '../session/options.ts'
import { StaticPrincipals } from '../principals/static-principals.ts'
import { countingCrypto, logIn, stillClock } from './test-login.ts'
import { pretendWampcra, wampcra } from './wampcra.ts'

const users = new Map<string, WampcraUser>([
  [
    'salted',
    { secret: 'secret1', role: 'user', salt: { salt: '0a1b2c3d', iterations: 100, keylen: 32, derive: true } },
  ],
])
const records = new Map([...users].map(([authid, user]) => [authid, { role: user.role, credential: user }]))

test('a wrong signature costs an unknown user the same calls as a known one, and is answered alike', async () => {
  const { calls, crypto } = countingCrypto()
  const principals = new StaticPrincipals(records, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendWampcra })
  const authenticator = wampcra(principals, { crypto, clock: stillClock })
  const seen: (readonly [readonly string[], unknown, unknown])[] = []
  for (const authid of ['salted', 'nobody']) {
    calls.length = 0
    const { verdict, extra } = await logIn(authenticator, authid, 'wrong')
    seen.push([[...calls], verdict, Object.keys(extra)])
  }
  assert.deepEqual(seen[0], seen[1])
  assert.ok(seen[0]?.[0].includes('pbkdf2 100'))
})

test('deriving a key has a deadline: then the log-in is refused, with a time to retry', async () => {
  const { crypto } = countingCrypto()
  const stuck = { ...crypto, pbkdf2Sha256: () => new Promise<never>(() => {}) }
  const principals = new StaticPrincipals(records, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendWampcra })
  const impatient = { now: () => 0, after: (_ms: number, run: () => void) => (queueMicrotask(run), () => {}) }
  const { verdict } = await logIn(wampcra(principals, { crypto: stuck, clock: impatient }), 'salted', 'any')
  assert.ok(verdict?.kind === 'refused')
  assert.deepEqual([verdict.reason, verdict.retryAfterMs], ['wamp.error.authentication_failed', 1000])
  assert.match(verdict.why ?? '', /deriving the key took longer than 5000 ms/)
})
