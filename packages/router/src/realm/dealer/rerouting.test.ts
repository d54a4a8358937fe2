import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { Dict, ErrorMessage, Register } from '@wampeter/protocol'
import type { Effect, Ticker } from '../effect.ts'
import type { Peer } from '../peer.ts'
import {
  answer,
  call,
  first,
  questions,
  register,
  role,
  rule,
  sent,
  subscribe,
  testClock,
  TestRealm,
} from '../test-realm.ts'

const named = (...names: readonly string[]): Dict => ({
  features: Object.fromEntries(names.map((name) => [name, true])),
})

const CALLEE = ['call_canceling', 'call_reroute', 'progressive_call_results', 'payload_passthru_mode']

/** Sessions that share a registration, each with the features that it announces. */
function setUp(options: Register['options'], callees: readonly (readonly string[])[]) {
  const made = new TestRealm()
  const caller = made.join('user', { caller: named('payload_passthru_mode') })
  const all = callees.map((features) => made.join('user', { callee: named(...features) }))
  for (const callee of all) made.realm.route(callee, register('add', options))
  return { realm: made.realm, made, caller, callees: all }
}

const unavailable = (request: number): ErrorMessage => ({
  ...{ kind: 'ERROR', requestType: 68, request, details: {}, error: 'wamp.error.unavailable', payload: Payload.empty },
})

/** Makes a call that every callee refuses. Returns the callees in the order in which they were asked, and the error. */
function refusedByAll({ realm, caller, callees }: ReturnType<typeof setUp>, request: number, options = {}) {
  const asked: number[] = []
  let effects: readonly Effect[] = realm.route(caller, call('add', options, request))
  for (;;) {
    const [[peer, message] = []] = sent(effects)
    if (message?.kind !== 'INVOCATION') return { asked, error: first(effects, 'ERROR') }
    asked.push(callees.indexOf(peer as Peer))
    effects = realm.route(peer as Peer, unavailable(message.request))
  }
}

function setUpRoles(roles: ConstructorParameters<typeof TestRealm>[0]) {
  const made = new TestRealm(roles)
  return { realm: made.realm, join: (authrole: string, features: Dict) => made.join(authrole, features) }
}

const THREE = [CALLEE, CALLEE, CALLEE]

test('a refused call goes on in the order of the policy, from the callee that refused it', () => {
  const turns = setUp({ invoke: 'roundrobin' }, THREE)
  assert.deepEqual(refusedByAll(turns, 1).asked, [0, 1, 2])
  first(turns.realm.route(turns.caller, call('add', {}, 2)), 'INVOCATION')
  assert.deepEqual(refusedByAll(turns, 3).asked, [1, 2, 0])
  assert.deepEqual(refusedByAll(setUp({ invoke: 'first' }, THREE), 1).asked, [0, 1, 2])
  assert.deepEqual(refusedByAll(setUp({ invoke: 'last' }, THREE), 1).asked, [2, 1, 0])
  const { asked } = refusedByAll(setUp({ invoke: 'random' }, THREE), 1)
  assert.deepEqual(asked.toSorted(), [0, 1, 2])
})

test('a refused call whose other callees are busy says so: they did not refuse it', () => {
  const made = setUp({ invoke: 'roundrobin', concurrency: 1 }, [CALLEE, CALLEE])
  const { realm, caller, callees } = made
  first(realm.route(caller, call('add', {}, 1)), 'INVOCATION')
  const { asked, error } = refusedByAll(made, 2)
  assert.deepEqual([asked, error.error], [[1], 'crossbar.error.max_concurrency_reached'])
  realm.route(callees[0] as Peer, answer({ request: 1 }, 1))
  assert.equal(refusedByAll(made, 3).error.error, 'wamp.error.no_available_callee')
  assert.equal(caller.calls?.size, 0)
})

test('a refused call with a passthru payload never reaches a callee that does not support it', () => {
  const made = setUp({ invoke: 'first' }, [CALLEE, ['call_reroute']])
  const { asked, error } = refusedByAll(made, 1, { ppt_scheme: 'x_mine' })
  assert.deepEqual([asked, error.error], [[0], 'wamp.error.feature_not_supported'])
  assert.deepEqual([made.caller.calls?.size, made.caller.reroutableBytes], [0, 0])
})

test('the timeout of a call goes on when its callee refuses it', () => {
  const { realm, caller, callees } = setUp({ invoke: 'first' }, THREE)
  const wakes: Ticker[] = []
  const seen = (effects: readonly Effect[]) => {
    for (const effect of effects) if (effect.kind === 'wake') wakes.push(effect.ticker)
    return effects
  }
  const { request } = first(seen(realm.route(caller, call('add', { timeout: 100 }))), 'INVOCATION')
  const endsAt = testClock.ms + 100
  testClock.ms += 60
  const again = first(seen(realm.route(callees[0] as Peer, unavailable(request))), 'INVOCATION')
  assert.equal(wakes.at(-1)?.deadline, endsAt)
  testClock.ms += 30
  first(seen(realm.route(callees[1] as Peer, unavailable(again.request))), 'INVOCATION')
  assert.equal(wakes.at(-1)?.deadline, endsAt)
})

test('a cancelled call is not put to another callee when its callee is unavailable', () => {
  const { realm, caller, callees } = setUp({ invoke: 'first' }, THREE)
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  realm.route(caller, { kind: 'CANCEL', request: 4, options: { mode: 'kill' } })
  assert.equal(first(realm.route(callees[0] as Peer, unavailable(request)), 'ERROR').error, 'wamp.error.unavailable')
})

test('a question to an authorizer goes to another one that is there, and still has its time limit', () => {
  const roles = [{ ...role('asked', []), authorizer: 'app.may' }, role('judge', [rule('', 'prefix')])]
  const { realm, ...made } = setUpRoles(roles)
  const judges = [0, 1].map(() => made.join('judge', { callee: named('call_reroute') }))
  for (const judge of judges) realm.route(judge, register('app.may', { invoke: 'first', concurrency: 1 }))
  const alice = made.join('asked', {})
  const asked = realm.route(alice, subscribe('chat'))
  const [question] = questions(asked)
  const again = first(realm.route(judges[0] as Peer, unavailable(question?.request ?? 0)), 'INVOCATION')
  const wake = asked.find((effect) => effect.kind === 'wake')
  assert.ok(wake?.kind === 'wake' && wake.ticker.deadline !== undefined)
  assert.equal(first(wake.ticker.tick(wake.ticker.deadline), 'ERROR').error, 'wamp.error.authorization_failed')
  assert.equal(realm.sizes().questions, 0)
  realm.route(judges[1] as Peer, answer(again, true))
  // Both judges are free again, and take one question each.
  const next = [made.join('asked', {}), made.join('asked', {})].map((peer) =>
    questions(realm.route(peer, subscribe('chat'))),
  )
  assert.deepEqual(
    next.map(({ length }) => length),
    [1, 0],
  )
})
