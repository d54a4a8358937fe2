import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, MessageRefused, ProtocolViolation } from '@wampeter/protocol'
import type { Call, Dict } from '@wampeter/protocol'
import { answer, call, first, register, sent, TestRealm } from '../test-realm.ts'

const PARTS = ['call_canceling', 'progressive_call_invocations']
const SEALED = [...PARTS, 'payload_passthru_mode']

const features = (names: readonly string[]): Dict => ({
  features: Object.fromEntries(names.map((name) => [name, true])),
})

function setUp(callerFeatures: readonly string[], calleeFeatures: readonly string[]) {
  const made = new TestRealm()
  const caller = made.join('user', { caller: features(callerFeatures) })
  const callee = made.join('user', { callee: features(calleeFeatures) })
  made.realm.route(callee, register('add'))
  return { realm: made.realm, caller, callee }
}

test('each part of a call has the marks of its own passthru payload, also of the older kind', () => {
  const { realm, caller } = setUp(SEALED, SEALED)
  const detailsOf = (options: Call['options']) => ({
    ...first(realm.route(caller, call('add', options)), 'INVOCATION').details,
  })
  const marks = (key: string) => ({ ppt_scheme: 'x_mine', ppt_keyid: key })
  assert.deepEqual(detailsOf({ ...marks('1'), progress: true }), { ...marks('1'), progress: true })
  assert.deepEqual(detailsOf({ ...marks('2'), progress: true }), { ...marks('2'), progress: true })
  const older = { enc_algo: 'cryptobox', enc_serializer: 'json' }
  assert.deepEqual(detailsOf({ ...older, progress: true }), { ...older, progress: true })
  assert.deepEqual(detailsOf(marks('3')), marks('3'))
})

test('the INVOCATION of each part names the procedure of a pattern, the caller and whether it takes progress', () => {
  const made = new TestRealm()
  const caller = made.join('user', { caller: features(PARTS) })
  const callee = made.join('user', { callee: features([...PARTS, 'progressive_call_results', 'call_timeout']) })
  const options = { match: 'prefix', disclose_caller: true, forward_timeout: true }
  made.realm.route(callee, register('files.', options))
  const detailsOf = (options: Call['options']) => ({
    ...first(made.realm.route(caller, call('files.write', options)), 'INVOCATION').details,
  })
  const lasting = {
    ...{ caller: caller.id, caller_authid: caller.identity.authid, caller_authrole: 'user' },
    ...{ procedure: 'files.write', receive_progress: true },
  }
  assert.deepEqual(detailsOf({ progress: true, receive_progress: true, timeout: 50 }), {
    ...{ ...lasting, progress: true, timeout: 50 },
  })
  assert.deepEqual(detailsOf({ progress: true }), { ...lasting, progress: true })
  assert.deepEqual(detailsOf({}), lasting)
})

test('a part with a passthru payload needs the same features as a whole call', () => {
  const parts = { progress: true, ppt_scheme: 'x_mine' }
  const silent = setUp(PARTS, SEALED)
  silent.realm.route(silent.caller, call('add', { progress: true }))
  assert.throws(() => silent.realm.route(silent.caller, call('add', parts)), ProtocolViolation)
  const { realm, caller } = setUp(SEALED, PARTS)
  const { request } = first(realm.route(caller, call('add', { progress: true })), 'INVOCATION')
  const effects = realm.route(caller, call('add', parts))
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.feature_not_supported')
  assert.equal(first(effects, 'INTERRUPT').request, request)
  assert.equal(caller.calls?.size, 0)
  assert.deepEqual(realm.route(caller, call('add')), [])
})

const tooCostly = (request: number, hasMoreParts = false): MessageRefused =>
  new MessageRefused(
    { kind: 'CALL', code: codeOf('CALL'), request, isAcknowledged: false, hasMoreParts },
    'too many values',
  )

test('a part that exceeds a limit ends its call: the caller gets one final answer, the callee INTERRUPT', () => {
  const { realm, caller, callee } = setUp(PARTS, PARTS)
  const { request } = first(realm.route(caller, call('add', { progress: true })), 'INVOCATION')
  const effects = realm.refuse(caller, tooCostly(4))
  const { requestType, request: own, error, payload } = first(effects, 'ERROR')
  assert.deepEqual([requestType, own, error], [48, 4, 'wampeter.error.limit_exceeded'])
  assert.deepEqual(payload.values().args, ['too many values'])
  assert.equal(first(effects, 'INTERRUPT').request, request)
  assert.deepEqual(sent(realm.route(callee, answer({ request }, 1))), [])
  assert.deepEqual(sent(realm.route(caller, call('add', { progress: true }))), [])
  assert.deepEqual(sent(realm.refuse(caller, tooCostly(4))), [])
  assert.equal(first(realm.refuse(caller, tooCostly(5)), 'ERROR').request, 5)
})

test('a CALL that exceeds a limit, with the id of a call that takes no further parts, is a violation', () => {
  const { realm, caller } = setUp(PARTS, PARTS)
  realm.route(caller, call('add'))
  assert.throws(() => realm.refuse(caller, tooCostly(4)), ProtocolViolation)
})

test('after a first part that was refused, whatever the reason, the further parts are dropped', () => {
  const refused = [
    { procedure: 'missing', error: 'wamp.error.no_such_procedure' },
    { procedure: '..', error: 'wamp.error.invalid_uri' },
    { procedure: 'add', error: 'wamp.error.feature_not_supported' },
    { procedure: 'wamp.session.count', error: 'wamp.error.feature_not_supported' },
  ]
  for (const { procedure, error } of refused) {
    const { realm, caller } = setUp(PARTS, [])
    assert.equal(first(realm.route(caller, call(procedure, { progress: true })), 'ERROR').error, error)
    assert.deepEqual(realm.route(caller, call(procedure, { progress: true })), [])
    assert.deepEqual(realm.route(caller, call(procedure)), [])
    assert.equal(first(realm.route(caller, call(procedure, { progress: true }, 5)), 'ERROR').request, 5)
  }
})

test('after a first part that exceeds a limit the further parts are dropped', () => {
  const { realm, caller } = setUp(PARTS, PARTS)
  assert.equal(first(realm.refuse(caller, tooCostly(4, true)), 'ERROR').request, 4)
  assert.deepEqual(realm.route(caller, call('add', { progress: true })), [])
  assert.deepEqual(realm.route(caller, call('add')), [])
  first(realm.route(caller, call('add')), 'INVOCATION')
})

test('a call that its callee cannot take uses up no invocation id', () => {
  const { realm, caller, callee } = setUp(SEALED, [])
  for (const [at, options] of [{ progress: true }, { ppt_scheme: 'x_mine' }].entries())
    first(realm.route(caller, call('add', options, 10 + at)), 'ERROR')
  assert.throws(() => realm.route(callee, answer({ request: 1 }, 1)), ProtocolViolation)
  assert.equal(first(realm.route(caller, call('add', {}, 20)), 'INVOCATION').request, 1)
})

test('the router’s own procedures take no passthru payload: they would have to open it', () => {
  const { realm, caller } = setUp(SEALED, SEALED)
  const sealed = call('wamp.session.count', { ppt_scheme: 'x_mine' })
  assert.equal(first(realm.route(caller, sealed), 'ERROR').error, 'wamp.error.feature_not_supported')
})

test('an empty ppt_scheme marks no passthru payload', () => {
  const { realm, caller, callee } = setUp([], [])
  const { request } = first(realm.route(caller, call('add', { ppt_scheme: '' })), 'INVOCATION')
  first(realm.route(callee, { ...answer({ request }, 1), options: { ppt_scheme: '' } }), 'RESULT')
})
