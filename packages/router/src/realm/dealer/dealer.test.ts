import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, MessageRefused, Payload, ProtocolViolation } from '@wampeter/protocol'
import type { Dict, ErrorMessage, MessageKind, Yield } from '@wampeter/protocol'
import { call, first, notes, register, role, rule, sent, testClock, TestRealm } from '../test-realm.ts'

const answer = (request: number, options: Yield['options'] = {}): Yield => ({
  kind: 'YIELD',
  request,
  options,
  payload: Payload.of([2]),
})
const failure = (request: number): ErrorMessage => ({
  kind: 'ERROR',
  requestType: 68,
  request,
  details: {},
  error: 'app.no',
  payload: Payload.empty,
})

test('a call becomes an invocation, and its YIELD the result, under the caller’s own id', () => {
  const { realm, caller, callee } = pair()
  const invocation = first(realm.route(caller, call('add')), 'INVOCATION')
  const [to, result] = sent(realm.route(callee, answer(invocation.request)))[0] ?? []
  assert.equal(to, caller)
  assert.deepEqual(result, {
    kind: 'RESULT',
    request: 4,
    details: result?.kind === 'RESULT' ? result.details : {},
    payload: result?.kind === 'RESULT' ? result.payload : undefined,
  })
})

test('a callee’s ERROR reaches the caller as the ERROR of its call', () => {
  const { realm, caller, callee } = pair()
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  const details = { x_trace: 'abc' }
  const payload = Payload.of(['why'], { code: 7 })
  const error = first(realm.route(callee, { ...failure(request), details, payload }), 'ERROR')
  assert.deepEqual([error.requestType, error.request, error.error], [48, 4, 'app.no'])
  assert.deepEqual({ ...error.details }, details)
  assert.deepEqual(error.payload.values(), payload.values())
})

test('a late answer is dropped with a note; an answer to an unknown invocation is a violation', () => {
  const { realm, caller, callee } = pair()
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  realm.route(callee, answer(request))
  const late = realm.route(callee, answer(request))
  assert.deepEqual(sent(late), [])
  assert.match(notes(late)[0] ?? '', /too late/)
  assert.throws(() => realm.route(callee, answer(request + 1)), ProtocolViolation)
  assert.throws(() => realm.route(caller, answer(1)), ProtocolViolation)
})

test('a progressive result that the caller did not ask for is dropped, and the final result still arrives', () => {
  const { realm, caller, callee } = pair()
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  assert.deepEqual(sent(realm.route(callee, answer(request, { progress: true }))), [])
  first(realm.route(callee, answer(request)), 'RESULT')
})

test('a result that cannot be passed on ends the call with an error', () => {
  const { realm, caller, callee } = pair({ callee: { features: { payload_passthru_mode: true } } })
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  assert.equal(
    first(realm.route(callee, answer(request, { ppt_scheme: 'x_mine' })), 'ERROR').error,
    'wamp.error.feature_not_supported',
  )
})

test('the same id for two calls at once is a violation; after the answer it may be used again', () => {
  const { realm, caller, callee } = pair()
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  assert.throws(() => realm.route(caller, call('add')), ProtocolViolation)
  realm.route(callee, answer(request))
  first(realm.route(caller, call('add')), 'INVOCATION')
})

test('when a callee leaves, its callers get ERROR and its procedures are free', () => {
  const { realm, caller, callee } = pair()
  realm.route(caller, call('add'))
  const error = first(realm.leave(callee), 'ERROR')
  assert.deepEqual([error.requestType, error.request, error.error], [48, 4, 'wamp.error.canceled'])
  assert.equal(first(realm.route(caller, call('add', {}, 5)), 'ERROR').error, 'wamp.error.no_such_procedure')
})

test('when a caller leaves, callees that support it get INTERRUPT; later answers are dropped', () => {
  const made = new TestRealm()
  const [caller, plain, stoppable] = [
    made.join(),
    made.join(),
    made.join('user', { callee: { features: { call_canceling: true } } }),
  ]
  made.realm.route(plain, register('one'))
  made.realm.route(stoppable, register('two'))
  made.realm.route(caller, call('one', {}, 1))
  const { request } = first(made.realm.route(caller, call('two', {}, 2)), 'INVOCATION')

  const effects = made.realm.leave(caller)

  assert.deepEqual(
    sent(effects).map(([peer, { kind }]) => [peer, kind]),
    [[stoppable, 'INTERRUPT']],
  )
  assert.deepEqual(sent(made.realm.route(stoppable, answer(request))), [])
})

test('a session that leaves while it calls itself gets no message, and nothing is left', () => {
  const { realm, caller } = pair({ callee: { features: { call_canceling: true } } })
  realm.route(caller, register('own'))
  first(realm.route(caller, call('own')), 'INVOCATION')
  assert.deepEqual(sent(realm.leave(caller)), [])
  assert.equal(caller.calls?.size, 0)
})

test('leaving twice does nothing', () => {
  const { realm, callee } = pair()
  realm.leave(callee)
  assert.deepEqual(realm.leave(callee), [])
})

test('a session may call its own procedure', () => {
  const { realm, callee } = pair()
  const { request } = first(realm.route(callee, call('add')), 'INVOCATION')
  first(realm.route(callee, answer(request)), 'RESULT')
})

test('a procedure has one callee: a second REGISTER fails, even by the same session, until the first is gone', () => {
  const { realm, caller, callee } = pair()
  for (const peer of [caller, callee])
    assert.equal(first(realm.route(peer, register('add')), 'ERROR').error, 'wamp.error.procedure_already_exists')
  const [registration = 0] = callee.registrations?.keys() ?? []
  realm.route(callee, { kind: 'UNREGISTER', request: 9, registration })
  first(realm.route(caller, register('add')), 'REGISTERED')
  realm.leave(caller)
  first(realm.route(callee, register('add')), 'REGISTERED')
})

test('a session that may not register is not told whether the procedure is registered', () => {
  const made = new TestRealm([role('user', [rule('', 'prefix')]), role('guest', [])])
  made.realm.route(made.join(), register('add'))
  assert.equal(first(made.realm.route(made.join('guest'), register('add')), 'ERROR').error, 'wamp.error.not_authorized')
})

test('the caller is disclosed when it asks for that', () => {
  const { realm, caller } = pair()
  const { details } = first(realm.route(caller, call('add', { disclose_me: true })), 'INVOCATION')
  assert.deepEqual(
    { ...details },
    { caller: caller.id, caller_authid: caller.identity.authid, caller_authrole: 'user' },
  )
})

test('pending calls and registrations are limited', () => {
  const made = new TestRealm(undefined, { registrationsPerSession: 1, pendingCallsPerSession: 1 })
  const peer = made.join()
  made.realm.route(peer, register('one'))
  assert.equal(first(made.realm.route(peer, register('two')), 'ERROR').error, 'wampeter.error.limit_exceeded')
  made.realm.route(peer, call('one', {}, 1))
  assert.equal(first(made.realm.route(peer, call('one', {}, 2)), 'ERROR').error, 'wampeter.error.limit_exceeded')
})

test('when a callee leaves, its many calls end in batches, so that other sessions are served in between', () => {
  const { realm, caller, callee } = pair()
  for (let request = 10; request < 1_210; request++) realm.route(caller, call('add', {}, request))
  const left = realm.leave(callee)
  const ended = [sent(left).length]
  const wake = left.find((effect) => effect.kind === 'wake')
  assert.ok(wake?.kind === 'wake')
  while (wake.ticker.deadline !== undefined) ended.push(sent(wake.ticker.tick(wake.ticker.deadline)).length)
  assert.deepEqual(
    ended,
    Array.from({ length: 48 }, () => 25),
  )
})

test('a caller that leaves while its callee’s calls are being ended gets no message, and nothing is left', () => {
  const { realm, caller, callee } = pair({ callee: { features: { call_canceling: true } } })
  for (let request = 10; request < 1_010; request++) realm.route(caller, call('add', {}, request))
  const wake = realm.leave(callee).find((effect) => effect.kind === 'wake')
  assert.ok(wake?.kind === 'wake')
  assert.deepEqual(sent(realm.leave(caller)), [])
  while (wake.ticker.deadline !== undefined) assert.deepEqual(sent(wake.ticker.tick(wake.ticker.deadline)), [])
})

test('the latency of a call is measured, for a result and for an error', () => {
  for (const reply of [answer(1), failure(1)]) {
    const { realm, caller, callee } = pair()
    realm.route(caller, call('add'))
    testClock.ms += 25
    const effects = realm.route(callee, reply)
    assert.deepEqual(effects.at(-1), { kind: 'answered', ms: 25 })
  }
})

const tooCostly = (kind: MessageKind, request: number | undefined, isAcknowledged = false): MessageRefused =>
  new MessageRefused({ kind, code: codeOf(kind), request, isAcknowledged, hasMoreParts: false }, 'too many values')

test('a request over a limit is answered with ERROR under its own type and id', () => {
  const { realm, caller } = pair()
  for (const kind of ['SUBSCRIBE', 'CALL', 'REGISTER', 'UNREGISTER'] as const) {
    const { requestType, request, error, payload } = first(realm.refuse(caller, tooCostly(kind, 7)), 'ERROR')
    assert.deepEqual([requestType, request, error], [codeOf(kind), 7, 'wampeter.error.limit_exceeded'])
    assert.deepEqual(payload.values().args, ['too many values'])
  }
  first(realm.refuse(caller, tooCostly('PUBLISH', 7, true)), 'ERROR')
})

test('an unacknowledged PUBLISH over a limit is dropped with a note', () => {
  const { realm, caller } = pair()
  const effects = realm.refuse(caller, tooCostly('PUBLISH', 7))
  assert.deepEqual(sent(effects), [])
  assert.match(notes(effects).join(), /publish_refused: PUBLISH dropped: too many values/)
})

test('an answer over a limit ends its call, and the caller gets ERROR', () => {
  for (const kind of ['YIELD', 'ERROR'] as const) {
    const { realm, caller, callee } = pair()
    const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
    const effects = realm.refuse(callee, tooCostly(kind, request))
    assert.equal(first(effects, 'ERROR').error, 'wampeter.error.limit_exceeded')
    assert.match(notes(effects).join(), /answer_dropped: the answer to invocation 1 was refused: too many values/)
    assert.equal(caller.calls?.size, 0)
    assert.deepEqual(sent(realm.refuse(callee, tooCostly(kind, request))), [])
  }
})

test('a message over a limit that no ERROR can answer ends its session', () => {
  const { realm, caller } = pair()
  assert.throws(() => realm.refuse(caller, tooCostly('GOODBYE', undefined)), ProtocolViolation)
})

function pair(roles: Dict = {}) {
  const made = new TestRealm()
  const [caller, callee] = [made.join('user', roles), made.join('user', roles)]
  made.realm.route(callee, register('add'))
  return { realm: made.realm, caller, callee }
}
