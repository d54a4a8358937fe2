import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StaticPrincipals } from '../principals/static-principals.ts'
import { countingCrypto, logIn } from './test-login.ts'
import { compareTicket, pretendTicket, ticket, ticketDigest } from './ticket.ts'

function setUp(secret: string) {
  const { calls, crypto } = countingCrypto()
  const digest = ticketDigest(crypto)
  const known = new Map([['barry', { role: 'user', credential: { digest: digest(secret) } }]])
  const principals = new StaticPrincipals(known, { crypto, nodeSecret: new Uint8Array(32), pretend: pretendTicket })
  return { calls, authenticator: ticket(compareTicket(principals, { crypto, digest })) }
}

test('a wrong ticket costs an unknown user the same calls as a known one, and is answered alike', async () => {
  const { calls, authenticator } = setUp('notsosecret')
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

test('the known ticket is not hashed again for a log-in: only the ticket that is sent is', async () => {
  for (const secret of ['short', 'long'.repeat(1_000)]) {
    const { calls, authenticator } = setUp(secret)
    calls.length = 0
    await logIn(authenticator, 'barry', 'wrong')
    assert.deepEqual(calls, ['hmac', 'hmac', 'equal'])
  }
})
