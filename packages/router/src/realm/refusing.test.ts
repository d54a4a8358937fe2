import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageRefused, Refusal } from '@wampeter/protocol'
import { noSuchProcedure } from './dealer/failures.ts'
import { checkLimit } from './limits.ts'
import { authorize } from './permissions/refusal.ts'
import { exactly } from './pattern.ts'
import { role, TestRealm } from './test-realm.ts'
import { checkUri } from './uris.ts'

const alice = new TestRealm([role('asked', [])]).join('asked')
const tooLong = { kind: 'CALL', code: 48, request: 1, isAcknowledged: false, hasMoreParts: false } as const

/** A stack costs more than the rest of a refusal, and a peer may cause any number of refusals. */
const refusals: Readonly<Record<string, () => unknown>> = {
  'a denied action': () => authorize(alice, 'publish', exactly('app.topic')),
  'a procedure without a registration': () => {
    throw noSuchProcedure('app.none')
  },
  'an exceeded limit': () => checkLimit(1, 1, 'subscriptions_per_session'),
  'an invalid URI': () => checkUri('not a uri', { uriCheck: 'strict', limits: { uriLength: 100 } }),
  'a message over a limit': () => {
    throw new MessageRefused(tooLong, 'too long')
  },
}

for (const [what, run] of Object.entries(refusals))
  test(`no stack is made for ${what}`, () => {
    assert.throws(run, (error: unknown) => error instanceof Refusal && error.stack?.includes('\n') !== true)
  })
