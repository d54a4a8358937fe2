import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT, Payload } from '@wampeter/protocol'
import type { ClientMessage } from '@wampeter/protocol'
import { REACTIONS, reactionTo } from './connection-state.ts'
import type { ConnectionState } from './connection-state.ts'

const hello: ClientMessage = { kind: 'HELLO', realm: 'realm1', details: { roles: EMPTY_DICT } }
const authenticate: ClientMessage = { kind: 'AUTHENTICATE', signature: '', extra: EMPTY_DICT }
const abort: ClientMessage = { kind: 'ABORT', reason: 'app.error.no', details: EMPTY_DICT, payload: Payload.empty }
const goodbye: ClientMessage = { kind: 'GOODBYE', reason: 'wamp.close.normal', details: EMPTY_DICT }
const subscribe: ClientMessage = { kind: 'SUBSCRIBE', request: 1, options: EMPTY_DICT, topic: 'chat' }

const reactions = (state: ConnectionState): readonly string[] =>
  [hello, authenticate, abort, goodbye, subscribe].map((message) => reactionTo(state, message))

test('without a session the handshake judges every message but ABORT', () => {
  for (const state of ['logging in', 'logging in again'] as const)
    assert.deepEqual(reactions(state), ['handshake', 'handshake', 'accept', 'handshake', 'handshake'])
})

test('in a session requests and farewells are accepted, and another log-in breaks the protocol', () => {
  assert.deepEqual(reactions('in session'), ['violation', 'violation', 'accept', 'accept', 'accept'])
})

test('after the router’s GOODBYE only the peer’s GOODBYE is accepted', () => {
  assert.deepEqual(reactions('leaving'), ['ignore', 'ignore', 'ignore', 'accept', 'ignore'])
})

test('a closed connection ignores every message', () => {
  assert.deepEqual(reactions('closed'), ['ignore', 'ignore', 'ignore', 'ignore', 'ignore'])
})

test('each state says what it does with each kind of message', () => {
  const arrivals = ['HELLO', 'AUTHENTICATE', 'ABORT', 'GOODBYE', 'request'].toSorted()
  for (const row of Object.values(REACTIONS)) assert.deepEqual(Object.keys(row).toSorted(), arrivals)
})
