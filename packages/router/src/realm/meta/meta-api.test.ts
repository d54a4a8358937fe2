import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { Call, Dict } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { RealmLimits } from '../options.ts'
import type { Peer } from '../peer.ts'
import { first, publish, register, role, rule, sent, subscribe, testClock, TestRealm } from '../test-realm.ts'

const CREATED = new Date(testClock.ms).toISOString()
const REVOCABLE = {
  subscriber: { features: { subscription_revocation: true } },
  callee: { features: { registration_revocation: true } },
}

function setUp(limits: Partial<RealmLimits> = {}) {
  const made = new TestRealm([role('user', [rule('', 'prefix')]), role('mute', [])], limits)
  const { realm } = made
  const join = (authrole = 'user', features: Dict = {}): Peer => made.join(authrole, features)
  const ask = (peer: Peer, procedure: string, args: readonly unknown[] = [], kwargs: Dict = {}): readonly Effect[] => {
    const call: Call = { kind: 'CALL', request: 7, options: {}, procedure, payload: Payload.of(args, kwargs) }
    return realm.route(peer, call)
  }
  /** The result of a meta procedure, or the URI of its error. */
  const result = (peer: Peer, procedure: string, ...args: readonly unknown[]): unknown => {
    const effects = ask(peer, procedure, args)
    const [, message] = sent(effects).find(([, { kind }]) => kind === 'RESULT' || kind === 'ERROR') ?? []
    return message?.kind === 'RESULT' ? message.payload.values().args[0] : message?.kind === 'ERROR' && message.error
  }
  return { realm, join, ask, result }
}

/** The meta events that a peer receives, after it has subscribed to some topics. */
function listener({ realm, join }: ReturnType<typeof setUp>, topics: readonly string[]) {
  const peer = join()
  const names = new Map(
    topics.map((topic) => [first(realm.route(peer, subscribe(topic)), 'SUBSCRIBED').subscription, topic]),
  )
  const heard = (effects: readonly Effect[]): readonly unknown[] =>
    sent(effects).flatMap(([to, message]) =>
      to === peer && message.kind === 'EVENT'
        ? [[names.get(message.subscription), ...message.payload.values().args]]
        : [],
    )
  return { peer, heard }
}

const SUBSCRIPTION_EVENTS = ['on_create', 'on_subscribe', 'on_unsubscribe', 'on_delete'].map(
  (name) => `wamp.subscription.${name}`,
)
const REGISTRATION_EVENTS = ['on_create', 'on_register', 'on_unregister', 'on_delete'].map(
  (name) => `wamp.registration.${name}`,
)

test('sessions are counted and listed, all of them or those with given roles', () => {
  const { join, result } = setUp()
  const [alice, bob] = [join(), join('mute')]
  assert.equal(result(alice, 'wamp.session.count'), 2)
  assert.deepEqual(result(alice, 'wamp.session.list'), [alice.id, bob.id])
  assert.deepEqual(result(alice, 'wamp.session.list', ['mute']), [bob.id])
  assert.equal(result(alice, 'wamp.session.count', ['nobody']), 0)
  assert.equal(result(alice, 'wamp.session.count', 'mute'), 'wamp.error.invalid_argument')
})

test('a session is described; an unknown session or an invalid id is an error', () => {
  const { join, result } = setUp()
  const alice = join()
  const { session, authid, authrole } = result(alice, 'wamp.session.get', alice.id) as Dict
  assert.deepEqual([session, authid, authrole], [alice.id, alice.identity.authid, 'user'])
  assert.equal(result(alice, 'wamp.session.get', 5), 'wamp.error.no_such_session')
  for (const wrong of ['x', 0, 1.5, {}, undefined])
    assert.equal(result(alice, 'wamp.session.get', wrong), 'wamp.error.invalid_argument')
})

test('the router’s own session, which asks authorizers, is not counted, listed or described', () => {
  const made = new TestRealm([role('user', [rule('', 'prefix')]), { ...role('asked', []), authorizer: 'app.may' }])
  const [judge, asked] = [made.join(), made.join('asked')]
  made.realm.route(judge, register('app.may', { disclose_caller: true }))
  const [, question] = sent(made.realm.route(asked, subscribe('chat')))[0] ?? []
  assert.ok(question?.kind === 'INVOCATION' && question.details.caller !== undefined)
  const ask = (procedure: string, ...args: readonly unknown[]) =>
    sent(made.realm.route(judge, { kind: 'CALL', request: 7, options: {}, procedure, payload: Payload.of(args) })).map(
      ([, message]) => (message.kind === 'RESULT' ? message.payload.values().args[0] : message.kind),
    )
  assert.deepEqual(ask('wamp.session.count'), [2])
  assert.deepEqual(ask('wamp.session.list'), [[judge.id, asked.id]])
  assert.deepEqual(ask('wamp.session.get', question.details.caller), ['ERROR'])
  assert.deepEqual(ask('wamp.session.kill', question.details.caller), ['ERROR'])
})

test('the permissions of a role apply to meta procedures as to all others', () => {
  const { join, result } = setUp()
  assert.equal(result(join('mute'), 'wamp.session.count'), 'wamp.error.not_authorized')
})

const endOf = (effects: readonly Effect[]): readonly unknown[] =>
  effects.flatMap((effect) => (effect.kind === 'end' ? [[effect.peer, effect.reason, effect.message]] : []))

test('a session is ended with a reason and a message, after the result', () => {
  const { join, ask } = setUp()
  const [alice, bob] = [join(), join()]
  assert.deepEqual(endOf(ask(alice, 'wamp.session.kill', [bob.id])), [[bob, 'wamp.close.killed', undefined]])
  const named = ask(alice, 'wamp.session.kill', [bob.id], { reason: 'app.banned', message: 'go' })
  assert.deepEqual(endOf(named), [[bob, 'app.banned', 'go']])
  assert.equal(named[0]?.kind, 'deliver')
})

test('a session cannot end itself, and a reason must be a URI', () => {
  const { join, result, ask } = setUp()
  const [alice, bob] = [join(), join()]
  assert.equal(result(alice, 'wamp.session.kill', alice.id), 'wamp.error.no_such_session')
  assert.equal(result(alice, 'wamp.session.kill', bob.id, 'not a uri'), 'wamp.error.invalid_uri')
  assert.deepEqual(endOf(ask(alice, 'wamp.session.kill', [bob.id, 'not a uri'])), [])
})

test('sessions are ended by authid, by role, and all at once, the caller spared', () => {
  const { join, result, ask } = setUp()
  const [alice, bob, mute] = [join(), join(), join('mute')]
  assert.deepEqual(result(alice, 'wamp.session.kill_by_authid', bob.identity.authid), [bob.id])
  assert.equal(result(alice, 'wamp.session.kill_by_authrole', 'user'), 1)
  assert.deepEqual(
    endOf(ask(alice, 'wamp.session.kill_all')).map((one) => (one as unknown[])[0]),
    [bob, mute],
  )
})

test('on_join and on_leave are published, on_leave with id, authid and role, and not to the session that leaves', () => {
  const set = setUp()
  const { peer, heard } = listener(set, ['wamp.session.on_join', 'wamp.session.on_leave'])
  const bob = set.join()
  const [joined] = heard(set.realm.announce(bob)) as [[string, Dict]]
  assert.deepEqual([joined[0], joined[1]['session']], ['wamp.session.on_join', bob.id])
  assert.deepEqual(heard(set.realm.leave(bob)), [['wamp.session.on_leave', bob.id, bob.identity.authid, 'user']])
  assert.deepEqual(heard(set.realm.leave(peer)), [])
})

test('a subscription has meta events: on_create before its first subscriber, on_delete after its last, with the session id', () => {
  const set = setUp()
  const { heard } = listener(set, SUBSCRIPTION_EVENTS)
  const [bob, carol] = [set.join(), set.join()]
  const effects = set.realm.route(bob, subscribe('chat'))
  const { subscription: id } = first(effects, 'SUBSCRIBED')
  assert.equal(sent(effects)[0]?.[1].kind, 'SUBSCRIBED')
  const details = { id, created: CREATED, uri: 'chat', match: 'exact' }
  assert.deepEqual(heard(effects), [
    ['wamp.subscription.on_create', bob.id, details],
    ['wamp.subscription.on_subscribe', bob.id, id],
  ])
  assert.deepEqual(heard(set.realm.route(bob, subscribe('chat'))), [])
  assert.deepEqual(heard(set.realm.route(carol, subscribe('chat'))), [['wamp.subscription.on_subscribe', carol.id, id]])
  assert.deepEqual(heard(set.realm.route(bob, { kind: 'UNSUBSCRIBE', request: 8, subscription: id })), [
    ['wamp.subscription.on_unsubscribe', bob.id, id],
  ])
  assert.deepEqual(heard(set.realm.leave(carol)), [
    ['wamp.subscription.on_unsubscribe', carol.id, id],
    ['wamp.subscription.on_delete', carol.id, id],
  ])
})

test('a registration has meta events in the same order', () => {
  const set = setUp()
  const { heard } = listener(set, REGISTRATION_EVENTS)
  const bob = set.join()
  const effects = set.realm.route(bob, register('add'))
  const { registration: id } = first(effects, 'REGISTERED')
  assert.deepEqual(heard(effects), [
    ['wamp.registration.on_create', bob.id, { id, created: CREATED, uri: 'add', match: 'exact', invoke: 'single' }],
    ['wamp.registration.on_register', bob.id, id],
  ])
  assert.deepEqual(heard(set.realm.leave(bob)), [
    ['wamp.registration.on_unregister', bob.id, id],
    ['wamp.registration.on_delete', bob.id, id],
  ])
})

test('force_reregister, and the removal of a callee or a subscriber, have meta events, after the answer to their cause', () => {
  const set = setUp()
  const { peer, heard } = listener(set, [...REGISTRATION_EVENTS, ...SUBSCRIPTION_EVENTS])
  const [bob, carol] = [set.join('user', REVOCABLE), set.join()]
  const options = { invoke: 'roundrobin' }
  const { registration: old } = first(set.realm.route(bob, register('add', options)), 'REGISTERED')
  set.realm.route(carol, register('add', options))
  const effects = set.realm.route(peer, register('add', { ...options, force_reregister: true }))
  const { registration: id } = first(effects, 'REGISTERED')
  assert.deepEqual(
    sent(effects).flatMap(([to, { kind }]) => (kind === 'EVENT' ? [] : [[to, kind]])),
    [
      [bob, 'UNREGISTERED'],
      [peer, 'REGISTERED'],
    ],
  )
  assert.deepEqual(
    sent(effects).flatMap(([, { kind }]) => (kind === 'REGISTERED' || kind === 'EVENT' ? [kind] : [])),
    ['REGISTERED', 'EVENT', 'EVENT', 'EVENT', 'EVENT', 'EVENT'],
  )
  const details = { id, created: CREATED, uri: 'add', match: 'exact', invoke: 'roundrobin' }
  assert.deepEqual(heard(effects), [
    ['wamp.registration.on_unregister', bob.id, old],
    ['wamp.registration.on_unregister', carol.id, old],
    ['wamp.registration.on_delete', carol.id, old],
    ['wamp.registration.on_create', peer.id, details],
    ['wamp.registration.on_register', peer.id, id],
  ])
  const removed = set.ask(carol, 'wamp.registration.remove_callee', [id, peer.id])
  assert.equal(sent(removed)[0]?.[1].kind, 'RESULT')
  assert.deepEqual(heard(removed), [
    ['wamp.registration.on_unregister', peer.id, id],
    ['wamp.registration.on_delete', peer.id, id],
  ])
  const { subscription } = first(set.realm.route(bob, subscribe('chat')), 'SUBSCRIBED')
  assert.deepEqual(heard(set.ask(carol, 'wamp.subscription.remove_subscriber', [subscription, bob.id])), [
    ['wamp.subscription.on_unsubscribe', bob.id, subscription],
    ['wamp.subscription.on_delete', bob.id, subscription],
  ])
})

test('subscriptions to the router’s own topics have no meta events and are not listed', () => {
  const set = setUp()
  const { peer, heard } = listener(set, SUBSCRIPTION_EVENTS)
  assert.deepEqual(heard(set.realm.route(peer, subscribe('wamp.session.on_join'))), [])
  assert.deepEqual(set.result(peer, 'wamp.subscription.list'), { exact: [], prefix: [], wildcard: [] })
  assert.equal(set.result(peer, 'wamp.subscription.lookup', 'wamp.session.on_join'), null)
})

test('ending all sessions at once publishes no meta events and voids testaments', () => {
  const set = setUp()
  const { heard } = listener(set, ['wamp.session.on_leave', 'last.words', ...SUBSCRIPTION_EVENTS])
  const bob = set.join()
  set.realm.route(bob, subscribe('chat'))
  set.ask(bob, 'wamp.session.add_testament', ['last.words', [], {}])
  set.realm.close()
  assert.deepEqual(heard(set.realm.leave(bob)), [])
})

test('subscriptions are listed, looked up, matched, described and counted', () => {
  const { realm, join, result } = setUp()
  const bob = join()
  const { subscription: id } = first(realm.route(bob, subscribe('chat')), 'SUBSCRIBED')
  assert.deepEqual(result(bob, 'wamp.subscription.list'), { exact: [id], prefix: [], wildcard: [] })
  assert.equal(result(bob, 'wamp.subscription.lookup', 'chat'), id)
  assert.equal(result(bob, 'wamp.subscription.lookup', 'chat', { match: 'prefix' }), null)
  assert.equal(result(bob, 'wamp.subscription.lookup', 'chat', { match: 'regex' }), 'wamp.error.invalid_argument')
  assert.deepEqual(result(bob, 'wamp.subscription.match', 'chat'), [id])
  assert.equal(result(bob, 'wamp.subscription.match', 'other'), null)
  assert.deepEqual(result(bob, 'wamp.subscription.get', id), { id, created: CREATED, uri: 'chat', match: 'exact' })
  assert.deepEqual(result(bob, 'wamp.subscription.list_subscribers', id), [bob.id])
  assert.equal(result(bob, 'wamp.subscription.count_subscribers', id), 1)
  assert.equal(result(bob, 'wamp.subscription.get', id + 1), 'wamp.error.no_such_subscription')
})

test('subscriptions and registrations of one session are listed when it is named', () => {
  const { realm, join, result } = setUp()
  const [alice, bob] = [join(), join()]
  const { subscription } = first(realm.route(bob, subscribe('chat')), 'SUBSCRIBED')
  const { registration } = first(realm.route(bob, register('add')), 'REGISTERED')
  for (const [peer, topics, procedures] of [
    [bob, [subscription], [registration]],
    [alice, [], []],
  ] as const) {
    assert.deepEqual(result(alice, 'wamp.subscription.list', peer.id), { exact: topics, prefix: [], wildcard: [] })
    assert.deepEqual(result(alice, 'wamp.registration.list', peer.id), { exact: procedures, prefix: [], wildcard: [] })
  }
  for (const kind of ['subscription', 'registration']) {
    assert.equal(result(alice, `wamp.${kind}.list`, 5), 'wamp.error.no_such_session')
    assert.equal(result(alice, `wamp.${kind}.list`, 'x'), 'wamp.error.invalid_argument')
  }
})

test('registrations are listed, looked up, matched, described and counted', () => {
  const { realm, join, result } = setUp()
  const bob = join()
  const { registration: id } = first(realm.route(bob, register('add')), 'REGISTERED')
  assert.deepEqual(result(bob, 'wamp.registration.list'), { exact: [id], prefix: [], wildcard: [] })
  assert.equal(result(bob, 'wamp.registration.lookup', 'add'), id)
  assert.equal(result(bob, 'wamp.registration.match', 'other'), null)
  assert.equal((result(bob, 'wamp.registration.get', id) as Dict)['uri'], 'add')
  assert.deepEqual(result(bob, 'wamp.registration.list_callees', id), [bob.id])
  assert.equal(result(bob, 'wamp.registration.count_callees', id), 1)
  assert.equal(result(bob, 'wamp.registration.get', id + 1), 'wamp.error.no_such_registration')
})

test('a removed subscriber gets UNSUBSCRIBED if it announced the feature', () => {
  const { realm, join, ask } = setUp()
  const admin = join()
  for (const [features, told] of [
    [REVOCABLE, true],
    [{}, false],
  ] as const) {
    const bob = join('user', features)
    const { subscription } = first(realm.route(bob, subscribe('chat')), 'SUBSCRIBED')
    const effects = ask(admin, 'wamp.subscription.remove_subscriber', [subscription, bob.id], { reason: 'app.muted' })
    const words = sent(effects).flatMap(([to, message]) => (to === bob ? [message] : []))
    const expected = { kind: 'UNSUBSCRIBED', request: 0, details: { subscription, reason: 'app.muted' } }
    assert.deepEqual(words, told ? [expected] : [])
    assert.equal(sent(realm.route(admin, publish('chat'))).length, 0)
  }
})

test('a removed callee gets UNREGISTERED; removing a session that is no callee is an error', () => {
  const { realm, join, ask, result } = setUp()
  const [admin, bob] = [join(), join('user', REVOCABLE)]
  const { registration } = first(realm.route(bob, register('add')), 'REGISTERED')
  assert.equal(
    result(admin, 'wamp.registration.remove_callee', registration, admin.id),
    'wamp.error.no_such_registration',
  )
  const effects = ask(admin, 'wamp.registration.remove_callee', [registration, bob.id])
  assert.deepEqual(first(effects, 'UNREGISTERED').details, { registration })
  assert.equal(result(admin, 'wamp.registration.match', 'add'), null)
})

const testament = (topic: string, scope: string): readonly [string, readonly unknown[], Dict, Dict, string] => [
  topic,
  [topic],
  {},
  {},
  scope,
]

test('testaments are published when the session ends, detached ones first, and on_leave follows', () => {
  const set = setUp()
  const { heard } = listener(set, ['one', 'two', 'wamp.session.on_leave'])
  const bob = set.join()
  set.ask(bob, 'wamp.session.add_testament', testament('one', 'destroyed'))
  set.ask(bob, 'wamp.session.add_testament', testament('two', 'detached'))
  assert.deepEqual(
    heard(set.realm.leave(bob)).map((event) => (event as unknown[])[0]),
    ['two', 'one', 'wamp.session.on_leave'],
  )
})

test('a testament has the options of a PUBLISH, and is published as by the session that left', () => {
  const { realm, join, ask } = setUp()
  const [bob, carol, dora] = [join(), join(), join()]
  for (const peer of [carol, dora]) realm.route(peer, subscribe('gone'))
  const options = { disclose_me: true, exclude: [dora.id], retain: true, acknowledge: true }
  first(ask(bob, 'wamp.session.add_testament', ['gone', ['bye'], { at: 1 }, options]), 'RESULT')
  const [[to, event] = [], ...others] = sent(realm.leave(bob))
  assert.ok(event?.kind === 'EVENT')
  assert.deepEqual([to, others], [carol, []])
  assert.deepEqual(event.payload.values(), { ...event.payload.values(), args: ['bye'], kwargs: { at: 1 } })
  const { authid, authrole } = bob.identity
  const shown = { publisher: bob.id, publisher_authid: authid, publisher_authrole: authrole }
  assert.deepEqual({ ...event.details }, shown)
  const late = first(realm.route(join(), subscribe('gone', { get_retained: true })), 'EVENT')
  assert.deepEqual({ ...late.details }, { ...shown, retained: true })
})

test('large testaments are published step by step, in order, and on_leave follows the last of them', () => {
  const set = setUp()
  const [alice, bob] = [set.join(), set.join()]
  for (const topic of ['large', 'wamp.session.on_leave']) set.realm.route(alice, subscribe(topic))
  for (const size of [9_000, 9_001])
    set.ask(bob, 'wamp.session.add_testament', ['large', ['x'.repeat(size)], {}, {}, 'destroyed'])
  const effects = set.realm.leave(bob)
  assert.deepEqual(sent(effects), [])
  const wake = effects.find(({ kind }) => kind === 'wake')
  assert.ok(wake?.kind === 'wake')
  const lengths: unknown[] = []
  while (wake.ticker.deadline !== undefined)
    for (const [, message] of sent(wake.ticker.tick(0)))
      if (message.kind === 'EVENT') lengths.push(String(message.payload.values().args[0]).length)
  assert.deepEqual(lengths, [9_000, 9_001, String(bob.id).length])
})

test('the meta events of a session that had many subscriptions are published step by step, and on_leave follows', () => {
  const set = setUp()
  const [alice, bob, carol] = [set.join(), set.join(), set.join()]
  for (let count = 0; count < 450; count++) set.realm.route(bob, subscribe(`topic.${count}`))
  for (const topic of ['wamp.subscription.on_unsubscribe', 'wamp.session.on_leave'])
    set.realm.route(alice, subscribe(topic))
  const effects = set.realm.leave(bob)
  assert.deepEqual(sent(effects), [])
  assert.equal(set.realm.sizes().subscriptions, 2, 'the subscriptions are gone at once')
  const [wake] = effects.flatMap((effect) => (effect.kind === 'wake' ? [effect] : []))
  assert.ok(wake !== undefined)
  set.realm.leave(carol)
  const steps: number[] = []
  while (wake.ticker.deadline !== undefined) steps.push(sent(wake.ticker.tick(0)).length)
  assert.deepEqual(steps, [200, 200, 50, 1, 1], 'the session that left later comes later')
})

test('testaments are flushed by scope, limited, and checked when they are added', () => {
  const set = setUp({ testamentsPerSession: 1 })
  const { heard } = listener(set, ['one'])
  const bob = set.join()
  const add = (...args: readonly unknown[]): unknown => set.result(bob, 'wamp.session.add_testament', ...args)
  assert.equal(add('wamp.mine', [], {}), 'wamp.error.invalid_uri')
  assert.equal(add('one', [], {}, { exclude_me: 'no' }), 'wamp.error.invalid_argument')
  assert.equal(add('one', [], {}, {}, 'never'), 'wamp.error.invalid_argument')
  assert.equal(add('one', 'text'), 'wamp.error.invalid_argument')
  assert.equal(add('one', ['sealed'], {}, { ppt_scheme: 'x_mine' }), 'wamp.error.invalid_argument')
  assert.equal(add('one', [], {}), undefined)
  assert.equal(add('one', [], {}), 'wampeter.error.limit_exceeded')
  assert.equal(set.result(bob, 'wamp.session.flush_testaments', 'destroyed'), undefined)
  assert.deepEqual(heard(set.realm.leave(bob)), [])
})

test('a testament that the session may not publish is not published', () => {
  const made = new TestRealm([role('user', [rule('', 'prefix'), rule('secret', 'exact', { subscribe: true })])])
  const [bob, carol] = [made.join(), made.join()]
  made.realm.route(carol, subscribe('secret'))
  const call: Call = {
    kind: 'CALL',
    request: 7,
    options: {},
    procedure: 'wamp.session.add_testament',
    payload: Payload.of(['secret', [], {}]),
  }
  made.realm.route(bob, call)
  const effects = made.realm.leave(bob)
  assert.deepEqual(sent(effects), [])
  assert.deepEqual(
    effects.flatMap((effect) => (effect.kind === 'note' ? [effect.name] : [])),
    ['publish_refused'],
  )
})

test('a meta procedure cannot be registered', () => {
  const { realm, join } = setUp()
  const refused = first(realm.route(join(), register('wampeter.permissions.forget')), 'ERROR')
  assert.equal(refused.error, 'wamp.error.procedure_already_exists')
})

test('an answer lists a limited number of ids, and the refusal says what to ask instead', () => {
  const { realm, join, ask, result } = setUp({ listedIds: 2 })
  const [alice, bob] = [join(), join()]
  for (const [index, peer] of [alice, bob, join()].entries()) {
    realm.route(peer, register('shared', { invoke: 'roundrobin' }))
    realm.route(peer, register(`own${index}`))
    for (const topic of ['chat', `own${index}`]) realm.route(peer, subscribe(topic))
  }
  const shared = result(alice, 'wamp.registration.lookup', 'shared')
  const chat = result(alice, 'wamp.subscription.lookup', 'chat')
  const lists: readonly (readonly [string, readonly unknown[], RegExp])[] = [
    ['wamp.session.list', [], /would list 3 ids, and the limit is 2 \(limits\.listed_ids\): name the roles/],
    ['wamp.session.list', [['user', 'mute']], /would list 3 ids/],
    ['wamp.subscription.list', [], /would list 4 ids.*name the session/],
    ['wamp.registration.list', [], /would list 4 ids.*name the session/],
    ['wamp.subscription.list_subscribers', [chat], /would list 3 ids.*count_subscribers/],
    ['wamp.registration.list_callees', [shared], /would list 3 ids.*count_callees/],
  ]
  for (const [procedure, args, text] of lists) {
    const refusal = first(ask(alice, procedure, args), 'ERROR')
    assert.equal(refusal.error, 'wampeter.error.limit_exceeded')
    assert.match(String(refusal.payload.values().args[0]), text)
  }
  assert.equal(result(alice, 'wamp.session.count'), 3)
  assert.equal(result(alice, 'wamp.subscription.count_subscribers', chat), 3)
  assert.equal(result(alice, 'wamp.registration.count_callees', shared), 3)
  for (const kind of ['subscription', 'registration'])
    assert.equal((result(alice, `wamp.${kind}.list`, bob.id) as Dict & { exact: unknown[] }).exact.length, 2)
})

test('a list is made again only when its table has changed, and is never out of date', () => {
  const { realm, join, ask, result } = setUp()
  const [alice, bob] = [join(), join()]
  const lists = ['wamp.session.list', 'wamp.subscription.list', 'wamp.registration.list']
  const payloads = () => lists.map((list) => first(ask(alice, list), 'RESULT').payload)
  const before = payloads()
  payloads().forEach((payload, index) => assert.equal(payload, before[index]))
  const { subscription } = first(realm.route(bob, subscribe('chat')), 'SUBSCRIBED')
  const { registration } = first(realm.route(bob, register('add')), 'REGISTERED')
  const carol = join()
  assert.deepEqual(result(alice, 'wamp.session.list'), [alice.id, bob.id, carol.id])
  assert.deepEqual((result(alice, 'wamp.subscription.list') as Dict)['exact'], [subscription])
  assert.deepEqual((result(alice, 'wamp.registration.list') as Dict)['exact'], [registration])
  realm.leave(bob)
  assert.deepEqual(result(alice, 'wamp.session.list'), [alice.id, carol.id])
  for (const kind of ['subscription', 'registration'])
    assert.deepEqual((result(alice, `wamp.${kind}.list`) as Dict)['exact'], [])
})

test('lookup, match, list, get and the meta events of registrations know the match policy, and no pattern matches the router’s own procedures', () => {
  const set = setUp()
  const { realm, result } = set
  const { heard } = listener(set, ['wamp.registration.on_create'])
  const bob = set.join()
  const made = (procedure: string, match: 'exact' | 'prefix' | 'wildcard') => {
    const effects = realm.route(bob, register(procedure, { match }))
    const { registration } = first(effects, 'REGISTERED')
    const details = { id: registration, created: CREATED, uri: procedure, match, invoke: 'single' }
    assert.deepEqual(heard(effects), [['wamp.registration.on_create', bob.id, details]])
    assert.deepEqual(result(bob, 'wamp.registration.get', registration), details)
    assert.equal(result(bob, 'wamp.registration.lookup', procedure, { match }), registration)
    return registration
  }
  const [all, prefix, wildcard, exact] = [
    made('', 'prefix'),
    made('a.b', 'prefix'),
    made('c..d', 'wildcard'),
    made('a.b', 'exact'),
  ]
  assert.deepEqual(result(bob, 'wamp.registration.list'), {
    exact: [exact],
    prefix: [all, prefix],
    wildcard: [wildcard],
  })
  for (const [procedure, best] of [
    ['a.b', exact],
    ['a.b.c', prefix],
    ['c.x.d', all],
    ['wamp.session.count', null],
    ['wamp.other', null],
  ] as const)
    assert.equal(result(bob, 'wamp.registration.match', procedure), best, procedure)
  assert.equal(result(bob, 'wamp.registration.lookup', 'a.b', { match: 'wildcard' }), null)
})

test('procedures of features that are not offered do not exist', () => {
  const { join, result } = setUp()
  for (const procedure of ['wamp.subscription.get_events', 'wamp.reflection.topic.list', 'wamp.reflect.define'])
    assert.equal(result(join(), procedure, 1), 'wamp.error.no_such_procedure')
})

test('a text that begins with U+0000 is refused: a session that speaks JSON would get it as bytes', () => {
  const { join, result } = setUp()
  const [alice, bob] = [join(), join()]
  assert.equal(result(alice, 'wamp.session.kill', bob.id, 'app.bye', '\u0000AAAA'), 'wamp.error.invalid_argument')
})
