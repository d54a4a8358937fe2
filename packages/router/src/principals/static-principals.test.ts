import assert from 'node:assert/strict'
import { createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { test } from 'node:test'
import type { Crypto } from '@wampeter/protocol'
import { EMPTY_DICT } from '@wampeter/protocol'
import { compareTicket, pretendTicket, ticket } from '../authenticators/ticket.ts'
import { pretendWampcra, wampcra } from '../authenticators/wampcra.ts'
import type { Authenticator } from '../session/authenticator.ts'
import type { WampcraUser } from '../session/options.ts'
import { StaticPrincipals } from './static-principals.ts'

/** Counts what is done, so that the work for known and unknown users can be compared. */
function countingCrypto() {
  const calls: string[] = []
  const crypto: Crypto = {
    hmacSha256: (key, data) => (calls.push('hmac'), createHmac('sha256', key).update(data).digest()),
    pbkdf2Sha256: (secret, { salt, iterations, keylen }) => (
      calls.push(`pbkdf2 ${iterations}`),
      pbkdf2Sync(secret, salt, iterations, keylen, 'sha256')
    ),
    equal: (a, b) => (calls.push('equal'), a.length === b.length && timingSafeEqual(a, b)),
    randomBytes: (length) => randomBytes(length),
  }
  return { calls, crypto }
}

const attempt = (authid: string) => ({
  realm: 'realm1',
  details: { roles: EMPTY_DICT, authid },
  session: 1,
  transport: { peer: 'test', framing: 'test', isSecure: false },
  signal: new AbortController().signal,
})

async function logIn(authenticator: Authenticator, authid: string, signature: string) {
  const challenge = await authenticator.begin(attempt(authid))
  assert.equal(challenge.kind, 'challenge')
  const verdict = challenge.kind === 'challenge' ? await challenge.answer(signature, EMPTY_DICT) : undefined
  return { extra: challenge.kind === 'challenge' ? challenge.extra : {}, verdict }
}

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
  const authenticator = wampcra(principals, { crypto, clock: { now: () => 0, after: () => () => {} } })
  const seen: (readonly [readonly string[], unknown, unknown])[] = []
  for (const authid of ['salted', 'nobody']) {
    calls.length = 0
    const { verdict, extra } = await logIn(authenticator, authid, 'wrong')
    seen.push([[...calls], verdict, Object.keys(extra)])
  }
  assert.deepEqual(seen[0], seen[1])
  assert.ok(seen[0]?.[0].includes('pbkdf2 100'))
})

test('a wrong ticket costs an unknown user the same calls as a known one, and is answered alike', async () => {
  const { calls, crypto } = countingCrypto()
  const known = new Map([['barry', { role: 'user', credential: { ticket: 'notsosecret' } }]])
  const principals = new StaticPrincipals(known, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendTicket })
  const authenticator = ticket(compareTicket(principals, crypto))
  const seen: unknown[] = []
  for (const authid of ['barry', 'nobody', '__proto__', 'constructor']) {
    calls.length = 0
    const { verdict } = await logIn(authenticator, authid, 'wrong')
    seen.push([[...calls], verdict])
  }
  for (const other of seen.slice(1)) assert.deepEqual(other, seen[0])
  const { verdict } = await logIn(authenticator, 'barry', 'notsosecret')
  assert.deepEqual(verdict, {
    kind: 'accepted',
    principal: { authid: 'barry', authrole: 'user', authprovider: 'static' },
  })
})

test('what is pretended looks like a real user, stays the same for a name, and differs between names', async () => {
  const { crypto } = countingCrypto()
  const find = (name: string) =>
    new StaticPrincipals(records, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendWampcra }).find(
      attempt(name),
    )
  const [one, again, other] = [await find('one'), await find('one'), await find('other')]
  assert.deepEqual(one, again)
  assert.equal(one.isKnown, false)
  assert.equal(one.credential.salt?.iterations, 100)
  assert.equal(one.credential.salt?.salt.length, 8)
  assert.notEqual(one.credential.salt?.salt, '0a1b2c3d')
  assert.notEqual(one.credential.salt?.salt, other.credential.salt?.salt)
})
