import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { describeMessage } from './trace.ts'

test('what an authenticator answers, and is told, is not to be read in the log', () => {
  const answer = { role: 'guest', secret: 'hunter2', nested: { ticket: 'hunter3', password: 'hunter4' } }
  const text = describeMessage({ kind: 'YIELD', request: 1, options: {}, payload: Payload.of([answer]) })
  assert.match(text, /YIELD 1 .*"role":"guest"/)
  assert.doesNotMatch(text, /hunter/)
})
