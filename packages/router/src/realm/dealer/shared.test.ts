import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dict, ErrorMessage, Register } from '@wampeter/protocol'
import { Payload } from '@wampeter/protocol'
import { answer, call, first, register, sent, subscribe, testClock, TestRealm } from '../test-realm.ts'
import type { Effect } from '../effect.ts'
import type { Peer } from '../peer.ts'

const EVERYTHING: Dict = {
  caller: { features: { progressive_call_invocations: true } },
  callee: {
    features: {
      call_canceling: true,
      call_timeout: true,
      call_reroute: true,
      progressive_call_results: true,
      progressive_call_invocations: true,
      registration_revocation: true,
    },
  },
}

function setUp(limits: ConstructorParameters<typeof TestRealm>[1] = {}) {
  const made = new TestRealm(undefined, limits)
  const join = () => made.join('user', EVERYTHING)
  return { made, realm: made.realm, join, caller: join() }
}

/** Registers at some sessions and makes calls, each answered at once. Returns the index of the callee of each call. */
function served(options: Register['options'], calls: number) {
  const { realm, join, caller } = setUp()
  const callees = [join(), join(), join()]
  for (const callee of callees) realm.route(callee, register('add', options))
  return Array.from({ length: calls }, (_, at) => {
    const [[callee, message] = []] = sent(realm.route(caller, call('add', {}, at + 1)))
    if (message?.kind === 'INVOCATION') realm.route(callee as Peer, answer(message, 1))
    return callees.indexOf(callee as Peer)
  })
}

test('a shared registration chooses callees by its policy', () => {
  assert.deepEqual(served({ invoke: 'first' }, 3), [0, 0, 0])
  assert.deepEqual(served({ invoke: 'last' }, 3), [2, 2, 2])
  assert.deepEqual(served({ invoke: 'roundrobin' }, 5), [0, 1, 2, 0, 1])
  const random = served({ invoke: 'random' }, 60)
  assert.deepEqual([...new Set(random)].toSorted(), [0, 1, 2])
})

test('callees share one registration id; the first callee sets the policy, and another policy is refused', () => {
  const { realm, join } = setUp()
  const [one, two] = [join(), join()]
  const { registration } = first(realm.route(one, register('add', { invoke: 'roundrobin' })), 'REGISTERED')
  assert.equal(
    first(realm.route(two, register('add', { invoke: 'roundrobin' })), 'REGISTERED').registration,
    registration,
  )
  const errorOf = (options: Register['options'], peer = join()) =>
    first(realm.route(peer, register('add', options)), 'ERROR').error
  assert.equal(errorOf({ invoke: 'first' }), 'wamp.error.procedure_exists_with_different_invocation_policy')
  assert.equal(errorOf({}), 'wamp.error.procedure_already_exists')
  assert.equal(errorOf({ invoke: 'roundrobin' }, one), 'wamp.error.procedure_already_exists')
  assert.equal(errorOf({ invoke: 'load' }), 'wamp.error.invalid_argument')
  assert.equal(errorOf({ concurrency: 0 }), 'wamp.error.invalid_argument')
})

test('round robin goes on when callees join and leave', () => {
  const { realm, join, caller } = setUp()
  const callees = [join(), join(), join()]
  for (const callee of callees) realm.route(callee, register('add', { invoke: 'roundrobin' }))
  let request = 0
  const next = () => callees.indexOf(sent(realm.route(caller, call('add', {}, ++request)))[0]?.[0] as Peer)
  assert.deepEqual([next(), next()], [0, 1])
  realm.leave(callees[0] as Peer)
  assert.deepEqual([next(), next(), next()], [2, 1, 2])
})

test('a callee gets as many calls at a time as its concurrency, then the next callee does, then calls are refused', () => {
  const { realm, join, caller } = setUp()
  const [one, two] = [join(), join()]
  for (const callee of [one, two]) realm.route(callee, register('add', { invoke: 'roundrobin', concurrency: 1 }))
  const calls = [1, 2, 3].map((request) => sent(realm.route(caller, call('add', {}, request)))[0])
  assert.deepEqual([calls[0]?.[0], calls[1]?.[0]], [one, two])
  assert.equal((calls[2]?.[1] as ErrorMessage).error, 'crossbar.error.max_concurrency_reached')
  realm.route(one, answer({ request: 1 }, 1))
  assert.equal(sent(realm.route(caller, call('add', {}, 4)))[0]?.[0], one)
})

test('a busy callee that the policy chooses is not passed over, and no worse match answers instead', () => {
  for (const [invoke, at] of [
    ['first', 0],
    ['last', 1],
  ] as const) {
    const { realm, join, caller } = setUp()
    const callees = [join(), join()]
    for (const callee of callees) realm.route(callee, register('a.b', { invoke, concurrency: 1 }))
    realm.route(join(), register('a', { match: 'prefix' }))
    assert.equal(sent(realm.route(caller, call('a.b', {}, 1)))[0]?.[0], callees[at])
    const { error } = first(realm.route(caller, call('a.b', {}, 2)), 'ERROR')
    assert.equal(error, 'crossbar.error.max_concurrency_reached')
  }
})

test('the same text with another match policy is another registration; the best match answers and sees the procedure', () => {
  const { realm, join, caller } = setUp()
  const [exact, prefix, wildcard] = [join(), join(), join()]
  realm.route(exact, register('com.a.b'))
  realm.route(prefix, register('com.a', { match: 'prefix' }))
  realm.route(wildcard, register('com..b', { match: 'wildcard' }))
  let request = 0
  const served = (procedure: string) => {
    const [[callee, message] = []] = sent(realm.route(caller, call(procedure, {}, ++request)))
    return [callee, message?.kind === 'INVOCATION' ? message.details.procedure : message?.kind]
  }
  assert.deepEqual(served('com.a.b'), [exact, undefined])
  assert.deepEqual(served('com.a.x'), [prefix, 'com.a.x'])
  assert.deepEqual(served('com.c.b'), [wildcard, 'com.c.b'])
  assert.deepEqual(served('com.c.d'), [caller, 'ERROR'])
})

test('a pattern never matches the router’s own procedures', () => {
  const { realm, join, caller } = setUp()
  const greedy = join()
  realm.route(greedy, register('', { match: 'prefix' }))
  const count = { ...call('wamp.session.count'), payload: Payload.empty }
  assert.deepEqual(first(realm.route(caller, count), 'RESULT').payload.values().args, [2])
  assert.equal(first(realm.route(caller, call('wamp.no.such', {}, 9)), 'ERROR').error, 'wamp.error.no_such_procedure')
  assert.equal(sent(realm.route(caller, call('wampeter.anything', {}, 10)))[0]?.[0], greedy)
})

test('force_reregister takes a procedure over from all its callees, which get UNREGISTERED', () => {
  const { realm, join, caller } = setUp()
  const [old, young] = [join(), join()]
  const { registration } = first(realm.route(old, register('add')), 'REGISTERED')
  const effects = sent(realm.route(young, register('add', { force_reregister: true })))
  assert.deepEqual(
    effects.map(([peer, { kind }]) => [peer, kind]),
    [
      [old, 'UNREGISTERED'],
      [young, 'REGISTERED'],
    ],
  )
  assert.deepEqual(
    { ...(effects[0]?.[1] as { details: Dict }).details },
    { registration, reason: 'wamp.error.unregistered' },
  )
  assert.equal(sent(realm.route(caller, call('add')))[0]?.[0], young)
  const again = register('add', { force_reregister: true, invoke: 'roundrobin' })
  first(realm.route(young, again), 'REGISTERED')
  first(realm.route(old, register('add', { invoke: 'roundrobin' })), 'REGISTERED')
})

test('a callee that did not announce registration_revocation loses its procedure without a message', () => {
  const { made, realm, join } = setUp()
  const plain = made.join()
  realm.route(plain, register('add'))
  const effects = realm.route(join(), register('add', { force_reregister: true }))
  assert.deepEqual(
    sent(effects).map(([, { kind }]) => kind),
    ['REGISTERED'],
  )
  assert.equal(plain.registrations?.size, 0)
})

test('a callee that asks for disclosure sees every caller', () => {
  const { realm, join, caller } = setUp()
  realm.route(join(), register('add', { disclose_caller: true }))
  assert.equal(first(realm.route(caller, call('add')), 'INVOCATION').details.caller, caller.id)
})

test('shapes of wildcard registrations are limited per session and per realm, apart from those of subscriptions', () => {
  const { made, realm, join } = setUp({ wildcardShapesPerSession: 1, wildcardShapes: 2 })
  const [alice, bob] = [join(), join()]
  const wildcard = (procedure: string) => register(procedure, { match: 'wildcard' })
  const limited = (peer: Peer, procedure: string) =>
    assert.equal(first(realm.route(peer, wildcard(procedure)), 'ERROR').error, 'wampeter.error.limit_exceeded')
  const { registration } = first(realm.route(alice, wildcard('a..c')), 'REGISTERED')
  first(realm.route(alice, wildcard('x..z')), 'REGISTERED')
  limited(alice, 'a.b.')
  first(realm.route(alice, subscribe('a.b.', { match: 'wildcard' })), 'SUBSCRIBED')
  first(realm.route(bob, wildcard('a.b.')), 'REGISTERED')
  limited(made.join(), '..c')
  realm.route(alice, { kind: 'UNREGISTER', request: 9, registration })
  limited(alice, '..c')
  realm.leave(bob)
  limited(alice, '..c')
  first(realm.route(join(), wildcard('..c')), 'REGISTERED')
  for (const peer of realm.peers.values()) realm.leave(peer)
  assert.equal(realm.sizes().shapes, 0)
})

const unavailable = (request: number): ErrorMessage => ({
  ...{ kind: 'ERROR', requestType: 68, request, details: {}, error: 'wamp.error.unavailable', payload: Payload.empty },
})

test('a call is re-routed when its callee is unavailable, until every callee has refused it', () => {
  const { realm, join, caller } = setUp()
  const callees = [join(), join(), join()]
  for (const callee of callees) realm.route(callee, register('add', { invoke: 'roundrobin' }))
  let effects: readonly Effect[] = realm.route(caller, call('add'))
  const asked: number[] = []
  for (;;) {
    const [peer, message] = sent(effects)[0] ?? []
    if (message?.kind !== 'INVOCATION') break
    asked.push(callees.indexOf(peer as Peer))
    assert.deepEqual(message.payload.values().args, [1])
    effects = realm.route(peer as Peer, unavailable(message.request))
  }
  assert.deepEqual(asked, [0, 1, 2])
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.no_available_callee')
  assert.equal(caller.calls?.size, 0)
})

test('what calls keep so that another callee can be asked is bounded: past it a call is made, but not handed on', () => {
  const { realm, join, caller } = setUp({ rerouteBytesPerSession: 3_000 })
  for (const callee of [join(), join()]) realm.route(callee, register('add', { invoke: 'roundrobin' }))
  const made = (request: number) =>
    realm.route(caller, { ...call('add', {}, request), payload: Payload.of(['x'.repeat(1_000)]) })
  const refuse = (effects: readonly Effect[]) => {
    const [peer, message] = sent(effects)[0] ?? []
    return message?.kind === 'INVOCATION' ? realm.route(peer as Peer, unavailable(message.request)) : []
  }
  const noted = (effects: readonly Effect[]) => effects.filter(({ kind }) => kind === 'note')
  const [kept, unkept] = [made(1), made(2)]
  assert.equal(noted(kept).length, 0)
  assert.equal(noted(unkept).length, 1)
  assert.equal(first(refuse(unkept), 'ERROR').error, 'wamp.error.unavailable')
  const again = refuse(kept)
  first(again, 'INVOCATION')
  assert.ok(caller.reroutableBytes > 2_000)
  assert.equal(first(refuse(again), 'ERROR').error, 'wamp.error.no_available_callee')
  assert.equal(caller.reroutableBytes, 0)
  assert.equal(noted(made(3)).length, 0)
})

test('a call is not re-routed after progress: the caller gets the error', () => {
  const { realm, join, caller } = setUp()
  const [one, two] = [join(), join()]
  for (const callee of [one, two]) realm.route(callee, register('add', { invoke: 'first' }))
  const { request } = first(realm.route(caller, call('add', { receive_progress: true })), 'INVOCATION')
  realm.route(one, { ...answer({ request }, 1), options: { progress: true } })
  assert.equal(first(realm.route(one, unavailable(request)), 'ERROR').error, 'wamp.error.unavailable')
  realm.leave(two)
  const again = first(realm.route(caller, call('add', { receive_progress: true }, 5)), 'INVOCATION')
  realm.route(one, { ...answer(again, 1), options: { progress: true } })
  assert.equal(first(realm.route(one, unavailable(again.request)), 'ERROR').error, 'wamp.error.unavailable')
})

test('a call that the only callee refuses ends by no_available_callee, with the arguments of that callee', () => {
  const { realm, join, caller } = setUp()
  const callee = join()
  for (const invoke of ['single', 'roundrobin'] as const) {
    const procedure = `ask.${invoke}`
    realm.route(callee, register(procedure, { invoke }))
    const { request } = first(realm.route(caller, call(procedure)), 'INVOCATION')
    const refusal = { ...unavailable(request), payload: Payload.of(['closed until nine']) }
    const { error, payload } = first(realm.route(callee, refusal), 'ERROR')
    assert.deepEqual([error, payload.values().args], ['wamp.error.no_available_callee', ['closed until nine']])
  }
})

test('an error of the only callee is passed on if it did not announce call_reroute', () => {
  const { made, realm, caller } = setUp()
  const callee = made.join('user', { callee: {} })
  realm.route(callee, register('add', {}))
  const { request } = first(realm.route(caller, call('add')), 'INVOCATION')
  assert.equal(first(realm.route(callee, unavailable(request)), 'ERROR').error, 'wamp.error.unavailable')
})

test('a call counts for the concurrency until it ends, for whatever reason', () => {
  const { realm, join, caller } = setUp()
  const callee = join()
  realm.route(callee, register('add', { concurrency: 1 }))
  const ends: readonly ((invocation: number, request: number) => void)[] = [
    (request) => realm.route(callee, answer({ request }, 1)),
    (request) => realm.route(callee, unavailable(request)),
    (_invocation, request) => realm.route(caller, { kind: 'CANCEL', request, options: {} }),
    () => {
      testClock.ms += 1_000
    },
  ]
  for (const [at, end] of ends.entries()) {
    const { request } = first(realm.route(caller, call('add', { timeout: 500 }, at + 1)), 'INVOCATION')
    end(request, at + 1)
    for (const effect of realm.route(caller, call('nothing', { timeout: 1 }, 99)))
      if (effect.kind === 'wake') effect.ticker.tick(testClock.ms)
  }
})

test('round robin is even where callees take one call at a time, also while one of them is busy', () => {
  const { realm, join, caller } = setUp()
  const callees = [join(), join(), join(), join()]
  for (const callee of callees) realm.route(callee, register('add', { invoke: 'roundrobin', concurrency: 1 }))
  let request = 0
  const begin = () => {
    const [[peer, message] = []] = sent(realm.route(caller, call('add', {}, ++request)))
    return { at: callees.indexOf(peer as Peer), peer: peer as Peer, message }
  }
  const serve = () => {
    const { at, peer, message } = begin()
    if (message?.kind === 'INVOCATION') realm.route(peer, answer(message, 1))
    return at
  }
  const times = (count: number) => Array.from({ length: count }, serve)
  assert.deepEqual(times(8), [0, 1, 2, 3, 0, 1, 2, 3])
  const held = begin()
  assert.deepEqual([held.at, ...times(6)], [0, 1, 2, 3, 1, 2, 3])
  realm.route(held.peer, answer({ request: 3 }, 1))
  assert.deepEqual(times(4).toSorted(), [0, 1, 2, 3])
  realm.leave(callees[1] as Peer)
  assert.deepEqual(times(200).slice(-3).toSorted(), [0, 2, 3])
})
