import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from '@wampeter/protocol'
import type { Dict, ErrorMessage } from '@wampeter/protocol'
import { answer, call, first, notes, register, sent, testClock, TestRealm } from '../test-realm.ts'
import type { Effect, Ticker } from '../effect.ts'
import type { Peer } from '../peer.ts'

const ALL = ['call_canceling', 'call_timeout', 'progressive_call_results', 'progressive_call_invocations'] as const

const features = (...names: readonly string[]): Dict => ({
  features: Object.fromEntries(names.map((name) => [name, true])),
})

function setUp(calleeFeatures: readonly string[] = ALL, options: Parameters<typeof register>[1] = {}) {
  const made = new TestRealm()
  const caller = made.join('user', { caller: features('progressive_call_invocations') })
  const callee = made.join('user', { callee: features(...calleeFeatures) })
  made.realm.route(callee, register('add', options))
  return { realm: made.realm, caller, callee }
}

const part = (request: number) => ({ ...answer({ request }, 1), options: { progress: true } })
const cancel = (mode?: string, request = 4) =>
  ({ kind: 'CANCEL', request, options: mode === undefined ? {} : { mode } }) as const
const kinds = (effects: readonly Effect[], to: Peer) =>
  sent(effects).flatMap(([peer, { kind }]) => (peer === to ? [kind] : []))
const tickerOf = (effects: readonly Effect[]): Ticker => {
  const wake = effects.find((effect) => effect.kind === 'wake')
  assert.ok(wake?.kind === 'wake')
  return wake.ticker
}

test('progressive results reach a caller that asked for them at once, and a final result follows', () => {
  const { realm, caller, callee } = setUp()
  const { request, details } = first(realm.route(caller, call('add', { receive_progress: true })), 'INVOCATION')
  assert.equal(details.receive_progress, true)
  assert.equal(first(realm.route(callee, part(request)), 'RESULT').details.progress, true)
  assert.equal(first(realm.route(callee, answer({ request }, 2)), 'RESULT').details.progress, undefined)
  assert.deepEqual(sent(realm.route(callee, answer({ request }, 3))), [])
})

test('a callee without support is not asked for progressive results, and unwanted ones are dropped', () => {
  const plain = setUp([])
  const asked = plain.realm.route(plain.caller, call('add', { receive_progress: true }))
  assert.equal(first(asked, 'INVOCATION').details.receive_progress, undefined)
  const { realm, caller, callee } = setUp()
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  const effects = realm.route(callee, part(request))
  assert.deepEqual(sent(effects), [])
  assert.match(notes(effects).join(), /progress_dropped/)
  first(realm.route(callee, answer({ request }, 2)), 'RESULT')
})

test('a callee that sends progress after its call has ended gets INTERRUPT', () => {
  const { realm, caller, callee } = setUp()
  const { request } = first(realm.route(caller, call('add', { receive_progress: true })), 'INVOCATION')
  realm.route(caller, cancel('skip'))
  assert.deepEqual(kinds(realm.route(callee, part(request)), callee), ['INTERRUPT'])
  const plain = setUp(['progressive_call_results'])
  const asked = plain.realm.route(plain.caller, call('add', { receive_progress: true }))
  const { request: own } = first(asked, 'INVOCATION')
  plain.realm.route(plain.caller, cancel('skip'))
  assert.deepEqual(sent(plain.realm.route(plain.callee, part(own))), [])
})

test('a call in parts goes to one callee under one invocation', () => {
  const { realm, caller } = setUp()
  const parts = [true, true, false].map((progress) =>
    first(realm.route(caller, call('add', { progress })), 'INVOCATION'),
  )
  assert.equal(new Set(parts.map(({ request }) => request)).size, 1)
  assert.deepEqual(
    parts.map(({ details }) => details.progress),
    [true, true, undefined],
  )
})

test('after the last part of a call, another CALL with its id is a violation until the call has ended', () => {
  const { realm, caller } = setUp()
  realm.route(caller, call('add', { progress: true }))
  realm.route(caller, call('add'))
  assert.throws(() => realm.route(caller, call('add')), ProtocolViolation)
})

test('a further part for another procedure is a violation', () => {
  const { realm, caller } = setUp()
  realm.route(caller, call('add', { progress: true }))
  assert.throws(() => realm.route(caller, call('other')), ProtocolViolation)
})

test('parts that arrive after the call has ended are dropped, and after the last of them the id is free', () => {
  const { realm, caller, callee } = setUp()
  const { request } = first(realm.route(caller, call('add', { progress: true })), 'INVOCATION')
  first(realm.route(callee, answer({ request }, 1)), 'RESULT')
  assert.deepEqual(realm.route(caller, call('add', { progress: true })), [])
  assert.deepEqual(realm.route(caller, call('add')), [])
  first(realm.route(caller, call('add')), 'INVOCATION')
})

test('a call in parts needs a caller that announced it, and a callee that supports it and can be interrupted', () => {
  const made = new TestRealm()
  assert.throws(() => made.realm.route(made.join(), call('add', { progress: true })), ProtocolViolation)
  for (const lacking of [[], ['progressive_call_invocations'], ['call_canceling']]) {
    const { realm, caller } = setUp(lacking)
    const effects = realm.route(caller, call('add', { progress: true }))
    assert.equal(first(effects, 'ERROR').error, 'wamp.error.feature_not_supported')
    assert.equal(caller.calls?.size ?? 0, 0)
  }
})

test('skip answers the caller at once and sends nothing to the callee', () => {
  const { realm, caller, callee } = setUp()
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  const effects = realm.route(caller, cancel('skip'))
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.canceled')
  assert.deepEqual(kinds(effects, callee), [])
  assert.deepEqual(sent(realm.route(callee, answer({ request }, 1))), [])
})

test('killnowait, the default mode, answers the caller at once and interrupts the callee', () => {
  for (const mode of [undefined, 'killnowait']) {
    const { realm, caller, callee } = setUp()
    realm.route(caller, call('add'))
    const effects = realm.route(caller, cancel(mode))
    assert.equal(first(effects, 'INTERRUPT').options.mode, 'killnowait')
    assert.deepEqual([kinds(effects, caller), kinds(effects, callee)], [['ERROR'], ['INTERRUPT']])
  }
})

test('kill waits for the callee’s answer and passes it on, both an error and a result', () => {
  const failure = (request: number): ErrorMessage => {
    const { payload } = answer({ request }, 1)
    return { kind: 'ERROR', requestType: 68, request, details: {}, error: 'app.no', payload }
  }
  const replies = [(request: number) => answer({ request }, 1), failure]
  for (const reply of replies) {
    const { realm, caller, callee } = setUp()
    const { request } = first(realm.route(caller, call('add', { receive_progress: true })), 'INVOCATION')
    const effects = realm.route(caller, cancel('kill'))
    assert.equal(first(effects, 'INTERRUPT').options.mode, 'kill')
    assert.deepEqual(kinds(effects, caller), [])
    assert.deepEqual(realm.route(caller, cancel('kill')), [])
    assert.deepEqual(sent(realm.route(callee, part(request))), [])
    assert.equal(kinds(realm.route(callee, reply(request)), caller).length, 1)
  }
})

test('a callee that cannot be interrupted gets no message, whatever the mode', () => {
  for (const mode of ['kill', 'killnowait']) {
    const { realm, caller, callee } = setUp([])
    realm.route(caller, call('add'))
    const effects = realm.route(caller, cancel(mode))
    assert.deepEqual([kinds(effects, caller), kinds(effects, callee)], [['ERROR'], []])
  }
})

test('CANCEL with an unknown mode is refused; for an ended call or another session’s call it is ignored', () => {
  const { realm, caller, callee } = setUp()
  realm.route(caller, call('add'))
  const { requestType, error } = first(realm.route(caller, cancel('gently')), 'ERROR')
  assert.deepEqual([requestType, error], [49, 'wamp.error.invalid_argument'])
  assert.deepEqual(realm.route(callee, cancel('kill')), [])
  assert.deepEqual(realm.route(caller, cancel('kill', 99)), [])
})

test('a killed call whose callee does not answer ends at its timeout', () => {
  const { realm, caller, callee } = setUp()
  const ticker = tickerOf(realm.route(caller, call('add', { timeout: 100, receive_progress: true })))
  const endsAt = testClock.ms + 100
  realm.route(caller, cancel('kill'))
  testClock.ms += 60
  realm.route(callee, part(1))
  assert.equal(ticker.deadline, endsAt, 'progress that is not passed on gives no more time')
  assert.equal(first(ticker.tick(endsAt), 'ERROR').error, 'wamp.error.timeout')
  assert.equal(caller.calls?.size, 0)
})

test('a killed call ends when its callee leaves, and is not re-routed', () => {
  const { realm, caller, callee } = setUp()
  realm.route(caller, call('add'))
  realm.route(caller, cancel('kill'))
  assert.equal(first(realm.leave(callee), 'ERROR').error, 'wamp.error.canceled')
})

test('a call that exceeds its timeout ends, and its callee gets INTERRUPT', () => {
  const { realm, caller, callee } = setUp()
  const ticker = tickerOf(realm.route(caller, call('add', { timeout: 100 })))
  assert.equal(ticker.deadline, testClock.ms + 100)
  const effects = ticker.tick(testClock.ms + 100)
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.timeout')
  assert.equal(first(effects, 'INTERRUPT').options.mode, 'killnowait')
  assert.deepEqual([caller.calls?.size, callee.invocations?.get(1)], [0, undefined])
})

test('the timeout starts again with each progressive result, and stops with the final one', () => {
  const { realm, caller, callee } = setUp()
  const effects = realm.route(caller, call('add', { timeout: 100, receive_progress: true }))
  const { request } = first(effects, 'INVOCATION')
  const ticker = tickerOf(effects)
  testClock.ms += 60
  realm.route(callee, part(request))
  assert.equal(ticker.deadline, testClock.ms + 100)
  realm.route(callee, answer({ request }, 1))
  assert.equal(ticker.deadline, undefined)
})

test('a callee that enforces the timeout itself gets it, and the router sets none', () => {
  const { realm, caller } = setUp(ALL, { forward_timeout: true })
  const effects = realm.route(caller, call('add', { timeout: 100 }))
  assert.equal(first(effects, 'INVOCATION').details.timeout, 100)
  assert.ok(!effects.some(({ kind }) => kind === 'wake'))
  const unable = setUp([], { forward_timeout: true })
  assert.ok(unable.realm.route(unable.caller, call('add', { timeout: 100 })).some(({ kind }) => kind === 'wake'))
})

test('when a caller leaves, its calls end: callees get INTERRUPT, and nothing is left', () => {
  const { realm, caller, callee } = setUp()
  const effects = realm.route(caller, call('add', { timeout: 100, receive_progress: true, progress: true }))
  const ticker = tickerOf(effects)
  assert.deepEqual(kinds(realm.leave(caller), callee), ['INTERRUPT'])
  assert.equal(ticker.deadline, undefined)
  assert.equal(callee.invocations?.get(1), undefined)
})

test('a passthru payload needs a callee that supports it, and is passed on unopened with its ppt_ options', () => {
  const made = new TestRealm()
  const roles = { caller: features('payload_passthru_mode'), callee: features('payload_passthru_mode') }
  const [caller, callee, plain] = [made.join('user', roles), made.join('user', roles), made.join()]
  made.realm.route(callee, register('sealed'))
  made.realm.route(plain, register('plain'))
  const ppt = { ppt_scheme: 'x_mine', ppt_serializer: 'cbor', ppt_keyid: '7' }
  assert.deepEqual({ ...first(made.realm.route(caller, call('sealed', ppt)), 'INVOCATION').details }, ppt)
  const refused = first(made.realm.route(caller, call('plain', ppt, 5)), 'ERROR')
  assert.equal(refused.error, 'wamp.error.feature_not_supported')
  assert.equal(caller.calls?.size, 1)
})
