import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzRouter } from './fuzz.ts'

/** The seed is fixed, so that a failure is caused by the change under test. FC_SEED sets another one. */
const seed = Number(process.env['FC_SEED'] ?? 20_261_127)

/** If the router never sends one of these, the histories have become too short or too odd to find anything. */
const SENT = [
  ...['WELCOME', 'CHALLENGE', 'ABORT', 'GOODBYE', 'PUBLISHED', 'SUBSCRIBED', 'UNSUBSCRIBED', 'EVENT', 'RESULT'],
  ...['REGISTERED', 'UNREGISTERED', 'INVOCATION', 'INTERRUPT'],
  ...['canceled', 'timeout', 'invalid_uri', 'invalid_argument', 'no_such_procedure', 'authorization_failed'].map(
    (name) => `wamp.error.${name}`,
  ),
]

test('after any history of odd messages and reloads, in every serializer, the router has not failed, keeps nothing, and serves as before', async () => {
  const got = await fuzzRouter({ seed, histories: 250, mostMs: Infinity })

  assert.deepEqual(
    SENT.filter((name) => (got.get(name) ?? 0) < 5),
    [],
  )
})
