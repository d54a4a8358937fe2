import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT } from '@wampeter/protocol'
import { Attempt, AttemptEnd } from '../session/attempt.ts'
import type { LoginAttempt } from '../session/authenticator.ts'
import { askAboutTicket, askedAnonymous } from './procedure.ts'

test('a procedure that is asked about an anonymous client sees a random authid, and learns when the log-in is over', async () => {
  const end = new AttemptEnd()
  const transport = { peer: 'test', framing: 'test', isSecure: false }
  const attempt = new Attempt({ realm: 'realm1', details: { roles: EMPTY_DICT }, session: 1, transport }, end)
  const seen: LoginAttempt[] = []
  const principal = { authid: 'random', authrole: 'user', authprovider: 'dynamic' }
  const authenticator = askedAnonymous(
    {
      assignsRealm: false,
      find(asked) {
        seen.push(asked)
        return Promise.resolve({ kind: 'candidate', principal, credential: undefined, isKnown: true })
      },
    },
    () => 'random',
  )
  assert.deepEqual(await authenticator.begin(attempt), { kind: 'accepted', principal })
  const [asked] = seen
  assert.deepEqual([asked?.realm, asked?.details.authid, asked?.signal.aborted], ['realm1', 'random', false])
  end.come()
  assert.equal(asked?.signal.aborted, true)
})

test('a procedure that is asked about a ticket sees the authid and authextra of HELLO, which were kept encoded', async () => {
  const transport = { peer: 'test', framing: 'test', isSecure: false }
  const authextra = { key: Uint8Array.of(1, 2), list: [1, 'x', null] }
  const details = { roles: EMPTY_DICT, authid: 'alice', authextra }
  const attempt = new Attempt({ realm: 'realm1', details, session: 1, transport }, new AttemptEnd())
  const principal = { authid: 'alice', authrole: 'user', authprovider: 'dynamic' }
  const seen: unknown[] = []
  const judge = askAboutTicket({
    assignsRealm: false,
    find(asked, more) {
      seen.push(
        asked.realm,
        asked.details.authid,
        { ...asked.details.authextra },
        asked.details.authextra === authextra,
        { ...more },
      )
      return Promise.resolve({ kind: 'candidate', principal, credential: undefined, isKnown: true })
    },
  })
  assert.deepEqual(await judge(attempt)('secret'), { kind: 'accepted', principal })
  assert.deepEqual(seen, ['realm1', 'alice', authextra, false, { ticket: 'secret' }])
})
