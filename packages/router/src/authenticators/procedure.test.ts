import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT } from '@wampeter/protocol'
import { Attempt, AttemptEnd } from '../session/attempt.ts'
import type { LoginAttempt } from '../session/authenticator.ts'
import { askedAnonymous } from './procedure.ts'

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
