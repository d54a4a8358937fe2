import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { describeMessage } from './trace.ts'

test('secrets in questions to authenticators and in their answers are masked in the log', () => {
  const answer = { role: 'guest', secret: 'hunter2', nested: { ticket: 'hunter3', password: 'hunter4' } }
  const text = describeMessage({ kind: 'YIELD', request: 1, options: {}, payload: Payload.of([answer]) })
  assert.match(text, /YIELD 1 .*"role":"guest"/)
  assert.doesNotMatch(text, /hunter/)
})

test('a ticket is masked with a warning that it travels in the clear; a signature is not shown', () => {
  const message = { kind: 'AUTHENTICATE', signature: 'hunter2', extra: {} } as const
  assert.match(describeMessage(message, 'ticket'), /AUTHENTICATE by ticket \*+ .*in the clear/)
  for (const method of ['ticket', 'wampcra', undefined]) assert.doesNotMatch(describeMessage(message, method), /hunter/)
})

test('methods that a client offers are logged on one line of bounded length', () => {
  const details = { roles: {}, authid: '\u009b31m'.repeat(500), authmethods: ['a\n\u001b[31mb', 'c'.repeat(5_000)] }
  const text = describeMessage({ kind: 'HELLO', realm: 'r\n'.repeat(5_000), details })
  assert.doesNotMatch(text, /\p{Cc}/u)
  assert.ok(text.length < 1_000)
})
