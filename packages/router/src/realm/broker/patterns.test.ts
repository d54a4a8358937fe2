import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedFor, encodedPayload, Payload } from '@wampeter/protocol'
import type { PayloadCodec, Publish } from '@wampeter/protocol'
import { call, first, notes, publish, role, rule, sent, subscribe, TestRealm } from '../test-realm.ts'
import type { Effect } from '../effect.ts'

function setUp(limits: ConstructorParameters<typeof TestRealm>[1] = {}) {
  const made = new TestRealm(undefined, limits)
  return { made, realm: made.realm, alice: made.join(), bob: made.join(), carol: made.join() }
}

const events = (effects: readonly Effect[]) =>
  sent(effects).flatMap(([peer, message]) => (message.kind === 'EVENT' ? [{ peer, ...message }] : []))

test('each matching subscription gets one EVENT under one publication id; EVENTs of patterns name the topic', () => {
  const { realm, alice, bob } = setUp()
  const ids = [
    subscribe('com.a.b'),
    subscribe('com.', { match: 'prefix' }),
    subscribe('com..b', { match: 'wildcard' }),
    subscribe('org.', { match: 'prefix' }),
  ].map((message) => first(realm.route(bob, message), 'SUBSCRIBED').subscription)
  const found = events(realm.route(alice, publish('com.a.b')))
  assert.deepEqual(
    found.map(({ subscription, details }) => [subscription, details.topic]),
    [
      [ids[0], undefined],
      [ids[1], 'com.a.b'],
      [ids[2], 'com.a.b'],
    ],
  )
  assert.equal(new Set(found.map(({ publication }) => publication)).size, 1)
})

test('the same text with three match policies makes three subscriptions', () => {
  const { realm, alice } = setUp()
  const ids = ['exact', 'prefix', 'wildcard'].map(
    (match) => first(realm.route(alice, subscribe('com.a', { match })), 'SUBSCRIBED').subscription,
  )
  assert.equal(new Set(ids).size, 3)
  const again = first(realm.route(alice, subscribe('com.a', { match: 'prefix' })), 'SUBSCRIBED')
  assert.equal(again.subscription, ids[1])
})

test('a pattern keeps its other subscribers when one leaves', () => {
  const { realm, alice, bob, carol } = setUp()
  const { subscription } = first(realm.route(bob, subscribe('com.', { match: 'prefix' })), 'SUBSCRIBED')
  realm.route(carol, subscribe('com.', { match: 'prefix' }))
  realm.route(bob, { kind: 'UNSUBSCRIBE', request: 9, subscription })
  assert.deepEqual(
    events(realm.route(alice, publish('com.a'))).map(({ peer }) => peer),
    [carol],
  )
  realm.leave(carol)
  assert.deepEqual(events(realm.route(alice, publish('com.a'))), [])
})

test('an unknown match policy, an invalid pattern and an invalid topic are refused', () => {
  const { realm, alice } = setUp()
  const errorOf = (message: Parameters<typeof realm.route>[1]) => first(realm.route(alice, message), 'ERROR').error
  assert.equal(errorOf(subscribe('com.a', { match: 'regexp' })), 'wamp.error.invalid_argument')
  assert.equal(errorOf(subscribe('com..a')), 'wamp.error.invalid_uri')
  assert.equal(errorOf(subscribe('com..a', { match: 'prefix' })), 'wamp.error.invalid_uri')
  assert.equal(errorOf(publish('com..a', { acknowledge: true })), 'wamp.error.invalid_uri')
})

test('a pattern is permitted when a rule covers it and no overlapping rule denies it', () => {
  const made = new TestRealm([
    role('user', [rule('com.', 'prefix'), rule('com.secret', 'prefix', {}), rule('org.a', 'exact')]),
  ])
  const peer = made.join()
  const isLetIn = (topic: string, match: string) =>
    sent(made.realm.route(peer, subscribe(topic, { match })))[0]?.[1].kind === 'SUBSCRIBED'
  assert.equal(isLetIn('com.open', 'prefix'), true)
  assert.equal(isLetIn('com.', 'prefix'), false)
  assert.equal(isLetIn('com..x', 'wildcard'), false)
  assert.equal(isLetIn('org.', 'prefix'), false)
})

test('shapes of wildcard patterns are limited per session and per realm; an existing shape takes more patterns', () => {
  const { made, realm, alice } = setUp({ wildcardShapesPerSession: 2, wildcardShapes: 3 })
  const wildcard = (topic: string) => subscribe(topic, { match: 'wildcard' })
  for (const topic of ['a..c', '.b.c', 'x..z']) first(realm.route(alice, wildcard(topic)), 'SUBSCRIBED')
  assert.equal(first(realm.route(alice, wildcard('a.b.')), 'ERROR').error, 'wampeter.error.limit_exceeded')
  const bob = made.join()
  first(realm.route(bob, wildcard('a.b.')), 'SUBSCRIBED')
  assert.equal(first(realm.route(bob, wildcard('..c')), 'ERROR').error, 'wampeter.error.limit_exceeded')
  realm.leave(alice)
  first(realm.route(bob, wildcard('..c')), 'SUBSCRIBED')
})

test('a wildcard pattern of many components counts as several shapes, one for each 32 components', () => {
  const { made, realm, alice } = setUp({ wildcardShapesPerSession: 4, wildcardShapes: 5 })
  const deep = (components: number, last: string) => subscribe('.'.repeat(components - 1) + last, { match: 'wildcard' })
  first(realm.route(alice, deep(65, 'a')), 'SUBSCRIBED')
  first(realm.route(alice, deep(65, 'b')), 'SUBSCRIBED')
  const { error, payload } = first(realm.route(alice, deep(33, 'a')), 'ERROR')
  assert.equal(error, 'wampeter.error.limit_exceeded')
  assert.equal(
    payload.values().args[0],
    'this session already has wildcard patterns of 3 shapes, and this pattern of 33 components counts as 2: the limit is 4 (limits.wildcard_shapes_per_session)',
  )
  first(realm.route(alice, deep(32, 'a')), 'SUBSCRIBED')
  const bob = made.join()
  assert.match(
    String(first(realm.route(bob, deep(33, 'a')), 'ERROR').payload.values().args[0]),
    /^this realm already has wildcard patterns of 4 shapes, .*the limit is 5 \(limits\.wildcard_shapes\)$/,
  )
  realm.leave(alice)
  first(realm.route(bob, deep(33, 'a')), 'SUBSCRIBED')
  realm.leave(bob)
  assert.equal(realm.sizes().shapes, 0)
})

const heardBy = (options: Publish['options']) => {
  const { realm, alice, bob, carol } = setUp()
  for (const peer of [alice, bob, carol]) realm.route(peer, subscribe('chat'))
  const named = { alice, bob, carol }
  const ids = Object.fromEntries(Object.entries(named).map(([name, { id }]) => [name, id]))
  const resolved = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map((item) => ids[String(item)] ?? item) : value,
    ]),
  )
  const peers = events(realm.route(alice, publish('chat', resolved))).map(({ peer }) => peer)
  return Object.entries(named).flatMap(([name, peer]) => (peers.includes(peer) ? [name] : []))
}

const names = (...list: readonly string[]) => list as unknown as number[]

test('receiver lists admit and exclude by session, authid and role, separately and combined', () => {
  assert.deepEqual(heardBy({ exclude: names('bob') }), ['carol'])
  assert.deepEqual(heardBy({ exclude: names('bob'), exclude_me: false }), ['alice', 'carol'])
  assert.deepEqual(heardBy({ exclude_authid: ['u1002'] }), ['carol'])
  assert.deepEqual(heardBy({ exclude_authrole: ['user'] }), [])
  assert.deepEqual(heardBy({ eligible: names('carol') }), ['carol'])
  assert.deepEqual(heardBy({ eligible: [] }), [])
  assert.deepEqual(heardBy({ eligible_authid: ['u1002', 'u1003'], exclude: names('bob') }), ['carol'])
  assert.deepEqual(heardBy({ eligible_authrole: ['admin'] }), [])
  assert.deepEqual(heardBy({ eligible: names('alice', 'bob') }), ['bob'])
  assert.deepEqual(heardBy({ eligible: names('alice', 'bob'), exclude_me: false }), ['alice', 'bob'])
})

test('a session that asks for retained events gets them after SUBSCRIBED, marked, with their original id', () => {
  const { realm, alice, bob } = setUp()
  const options = { retain: true, acknowledge: true, disclose_me: true }
  const { publication } = first(realm.route(alice, publish('state', options)), 'PUBLISHED')
  const effects = realm.route(bob, subscribe('state', { get_retained: true }))
  assert.deepEqual(
    sent(effects).map(([, { kind }]) => kind),
    ['SUBSCRIBED', 'EVENT'],
  )
  const [event] = events(effects)
  assert.equal(event?.publication, publication)
  assert.deepEqual(
    { ...event?.details },
    { publisher: alice.id, publisher_authid: 'u1001', publisher_authrole: 'user', retained: true },
  )
  assert.equal(events(realm.route(bob, subscribe('state', { get_retained: true }))).length, 1)
  assert.deepEqual(events(realm.route(bob, subscribe('state'))), [])
})

test('an event for all replaces the retained events of its topic; a restricted one is kept beside it for its audience', () => {
  const { realm, alice, bob, carol } = setUp()
  const retain = (text: string, options: Publish['options'] = {}) =>
    realm.route(alice, { ...publish('state', { retain: true, ...options }), payload: Payload.of([text]) })
  const heard = (peer: typeof bob) =>
    events(realm.route(peer, subscribe('state', { get_retained: true }))).map(({ payload }) => payload.values().args[0])
  retain('all')
  retain('for bob', { eligible: [bob.id] })
  assert.deepEqual([heard(bob), heard(carol), heard(alice)], [['for bob'], ['all'], []])
  retain('all again')
  assert.deepEqual([heard(bob), heard(carol)], [['all again'], ['all again']])
  assert.equal(realm.sizes().retainedEvents, 1)
  retain('all but bob', { exclude: [bob.id] })
  assert.deepEqual([heard(bob), heard(carol)], [['all again'], ['all but bob']])
})

test('a topic keeps the newest 16 restricted retained events, and never drops the one for all', () => {
  for (const hasOneForAll of [true, false]) {
    const { made, realm, alice } = setUp()
    const peers = Array.from({ length: 20 }, () => made.join())
    if (hasOneForAll) realm.route(alice, publish('state', { retain: true }))
    for (const { id } of peers)
      realm.route(alice, publish('state', { retain: true, eligible: [id], disclose_me: true }))
    assert.equal(realm.sizes().retainedEvents, hasOneForAll ? 17 : 16)
    const heard = peers.map((peer) =>
      events(realm.route(peer, subscribe('state', { get_retained: true }))).map(({ details }) => details.publisher),
    )
    assert.deepEqual(
      heard.slice(0, 4),
      Array.from({ length: 4 }, () => (hasOneForAll ? [undefined] : [])),
    )
    assert.deepEqual(
      heard.slice(4),
      Array.from({ length: 16 }, () => [alice.id]),
    )
  }
})

test('a pattern gets the retained event of each topic that it matches, with the topic', () => {
  const { realm, alice, bob } = setUp()
  for (const topic of ['com.a', 'com.b', 'org.c']) realm.route(alice, publish(topic, { retain: true }))
  const found = events(realm.route(bob, subscribe('com.', { match: 'prefix', get_retained: true })))
  assert.deepEqual(
    found.map(({ details }) => [details.topic, details.retained]),
    [
      ['com.a', true],
      ['com.b', true],
    ],
  )
})

test('a retained event is judged by all lists of its audience, and keeps its ppt_ options', () => {
  const made = new TestRealm([role('user', [rule('', 'prefix')]), role('admin', [rule('', 'prefix')])])
  const sealing = { publisher: { features: { payload_passthru_mode: true } } }
  const [publisher, bob, carol] = [made.join('user', sealing), made.join(), made.join('admin')]
  const { authid } = bob.identity
  const kept: Readonly<Record<string, Publish['options']>> = {
    'to.authid': { eligible_authid: [authid] },
    'to.role': { eligible_authrole: ['admin'] },
    'not.authid': { exclude_authid: [authid] },
    'not.role': { exclude_authrole: ['admin'] },
    'not.session': { exclude: [bob.id] },
    'to.all': { exclude_me: false },
  }
  const ppt = { ppt_scheme: 'x_mine', ppt_keyid: '7' }
  for (const [topic, options] of Object.entries(kept))
    made.realm.route(publisher, publish(topic, { retain: true, ...options, ...ppt }))
  const heard = (peer: typeof bob) =>
    events(made.realm.route(peer, subscribe('.', { match: 'wildcard', get_retained: true }))).map(({ details }) => {
      const { topic, ...rest } = details
      assert.deepEqual(rest, { ...ppt, retained: true })
      return topic
    })
  assert.deepEqual(heard(bob), ['to.authid', 'not.role', 'to.all'])
  assert.deepEqual(heard(carol), ['to.role', 'not.authid', 'not.session', 'to.all'])
  assert.deepEqual(heard(publisher), ['to.all'])
})

test('retained events are limited in number and bytes: a PUBLISH that would exceed a limit is refused and not delivered', () => {
  const { realm, alice, bob } = setUp({ retainedEvents: 2 })
  realm.route(bob, subscribe('c'))
  for (const topic of ['a', 'b', 'a']) realm.route(alice, publish(topic, { retain: true }))
  const effects = realm.route(alice, publish('c', { retain: true, acknowledge: true }))
  assert.equal(first(effects, 'ERROR').error, 'wampeter.error.limit_exceeded')
  assert.deepEqual(events(effects), [])
  const small = setUp({ retainedBytes: 1_000 })
  const large = { ...publish('a', { retain: true }), payload: Payload.of(['x'.repeat(1_000)]) }
  assert.match(
    notes(small.realm.route(small.alice, large)).join(),
    /publish_refused: PUBLISH dropped: this realm retains 0 events/,
  )
})

test('one SUBSCRIBE brings a limited number of retained events, and a note says that some are missing', () => {
  const { realm, alice, bob } = setUp()
  for (let topic = 0; topic < 1_100; topic++) realm.route(alice, publish(`a.t${topic}`, { retain: true }))
  const effects = realm.route(bob, subscribe('a.', { match: 'prefix', get_retained: true }))
  assert.equal(events(effects).length, 1_000)
  assert.match(notes(effects).join(), /retained_cut: only 1000 of the retained events that match "a\." were sent/)
})

test('the meta API shows the match policy: lookup, match, list, get and on_create', () => {
  const { realm, alice, bob } = setUp()
  realm.route(bob, subscribe('wamp.subscription.on_create'))
  const made = realm.route(alice, subscribe('com.', { match: 'prefix' }))
  const { subscription } = first(made, 'SUBSCRIBED')
  const [created] = events(made)
  assert.equal((created?.payload.values().args[1] as { match: string }).match, 'prefix')
  const ask = (procedure: string, ...args: readonly unknown[]) =>
    first(realm.route(bob, { ...call(procedure), payload: Payload.of(args) }), 'RESULT').payload.values().args
  assert.deepEqual(ask('wamp.subscription.lookup', 'com.'), [null])
  assert.deepEqual(ask('wamp.subscription.lookup', 'com.', { match: 'prefix' }), [subscription])
  assert.deepEqual(ask('wamp.subscription.match', 'com.a'), [[subscription]])
  assert.deepEqual(ask('wamp.subscription.list'), [{ exact: [], prefix: [subscription], wildcard: [] }])
  assert.equal((ask('wamp.subscription.get', subscription)[0] as { match: string }).match, 'prefix')
})

test('what one delivery of a retained event decodes or translates is not kept for the next', () => {
  let [decoded, translated] = [0, 0]
  const source: PayloadCodec = {
    encodePayload: () => ({ data: '1', count: 1 }),
    decodePayload: () => (decoded++, { args: [1], kwargs: {} }),
  }
  const target: PayloadCodec = { ...source, encodePayload: () => (translated++, { data: '2', count: 1 }) }
  for (const payload of [encodedPayload(source, { data: '[1]', count: 1 }), Payload.of([1])]) {
    ;[decoded, translated] = [0, 0]
    const made = new TestRealm()
    const [publisher, one, two] = [made.join(), made.join(), made.join()]
    const effects = made.realm.route(publisher, { ...publish('state', { retain: true, exclude_me: false }), payload })
    assert.deepEqual(sent(effects), [])
    encodedFor(payload, target)
    for (const peer of [one, two]) {
      const { payload: got } = first(made.realm.route(peer, subscribe('state', { get_retained: true })), 'EVENT')
      encodedFor(got, target)
      assert.deepEqual(got.values().args, [1])
    }
    assert.equal(translated, 3)
    assert.equal(decoded, payload.codec === undefined ? 0 : 3)
  }
})

test('looking for the retained events of a wildcard takes no topic apart, however many there are', (t) => {
  const made = new TestRealm()
  const [publisher, subscriber] = [made.join(), made.join()]
  for (let topic = 0; topic < 1_000; topic++) made.realm.route(publisher, publish(`a.b.${topic}`, { retain: true }))
  const split = t.mock.method(String.prototype, 'split')
  const effects = made.realm.route(subscriber, subscribe('..7', { match: 'wildcard', get_retained: true }))
  const splits = split.mock.callCount()
  split.mock.restore()
  assert.equal(events(effects).length, 1)
  assert.ok(splits < 20, String(splits))
})
