import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { call, first, notes, publish, register, role, rule, sent, subscribe, TestRealm } from '../test-realm.ts'

test('an event goes to every subscriber except its publisher', () => {
  const { realm, alice, bob, carol } = three()
  for (const peer of [alice, bob]) realm.route(peer, subscribe('chat'))

  const effects = realm.route(alice, publish('chat'))

  assert.deepEqual(
    sent(effects).map(([peer]) => peer),
    [bob],
  )
  assert.deepEqual(
    sent(realm.route(carol, publish('chat'))).map(([peer]) => peer),
    [alice, bob],
  )
})

test('with exclude_me false a publisher receives its own event, after PUBLISHED', () => {
  const { realm, alice } = three()
  realm.route(alice, subscribe('chat'))

  const effects = realm.route(alice, publish('chat', { exclude_me: false, acknowledge: true }))

  assert.deepEqual(
    sent(effects).map(([, { kind }]) => kind),
    ['PUBLISHED', 'EVENT'],
  )
})

test('subscribing twice gives the same id and one event; one UNSUBSCRIBE ends it', () => {
  const { realm, alice, bob } = three()
  const { subscription } = first(realm.route(alice, subscribe('chat')), 'SUBSCRIBED')
  assert.equal(first(realm.route(alice, subscribe('chat')), 'SUBSCRIBED').subscription, subscription)
  assert.equal(sent(realm.route(bob, publish('chat'))).length, 1)

  realm.route(alice, { kind: 'UNSUBSCRIBE', request: 9, subscription })

  assert.equal(sent(realm.route(bob, publish('chat'))).length, 0)
})

test('all subscribers of a topic share one subscription id', () => {
  const { realm, alice, bob } = three()
  const id = first(realm.route(alice, subscribe('chat')), 'SUBSCRIBED').subscription
  assert.equal(first(realm.route(bob, subscribe('chat')), 'SUBSCRIBED').subscription, id)
})

test('UNSUBSCRIBE of another session’s subscription is refused', () => {
  const { realm, alice, bob } = three()
  const { subscription } = first(realm.route(alice, subscribe('chat')), 'SUBSCRIBED')
  const effects = realm.route(bob, { kind: 'UNSUBSCRIBE', request: 9, subscription })
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.no_such_subscription')
})

test('an acknowledged PUBLISH without subscribers gets PUBLISHED, and is noted', () => {
  const { realm, alice } = three()
  const effects = realm.route(alice, publish('nobody.home', { acknowledge: true }))
  first(effects, 'PUBLISHED')
  assert.deepEqual(notes(effects), [
    'publish_unheard: no session subscribes to "nobody.home": the event was not delivered',
  ])
})

test('an unacknowledged PUBLISH that is refused gets no answer, but a note that names the rule', () => {
  const realm = new TestRealm([role('user', [rule('open.', 'prefix')])])
  const effects = realm.realm.route(realm.join(), publish('closed'))
  assert.deepEqual(sent(effects), [])
  assert.match(notes(effects)[0] ?? '', /role "user" may not publish to "closed"; the default \(no rule fits\)/)
})

test('the publisher is disclosed when it asks for that or the rule says so, and not otherwise', () => {
  const realm = new TestRealm([
    role('user', [rule('', 'prefix'), rule('shown', 'exact', undefined, { publisher: true })]),
  ])
  const [alice, bob] = [realm.join(), realm.join()]
  for (const topic of ['quiet', 'shown']) realm.realm.route(bob, subscribe(topic))

  assert.deepEqual({ ...first(realm.realm.route(alice, publish('quiet')), 'EVENT').details }, {})
  const whole = { publisher: alice.id, publisher_authid: alice.identity.authid, publisher_authrole: 'user' }
  assert.deepEqual(
    { ...first(realm.realm.route(alice, publish('quiet', { disclose_me: true })), 'EVENT').details },
    whole,
  )
  assert.deepEqual({ ...first(realm.realm.route(alice, publish('shown')), 'EVENT').details }, whole)
})

test('passthru payloads keep their ppt_ options', () => {
  const { realm, alice, bob } = three()
  realm.route(bob, subscribe('chat'))
  const { details } = first(
    realm.route(alice, publish('chat', { enc_algo: 'x_mine', enc_serializer: 'json' })),
    'EVENT',
  )
  assert.deepEqual({ ...details }, { enc_algo: 'x_mine', enc_serializer: 'json' })
})

test('a session that has left is no longer a subscriber', () => {
  const { realm, alice, bob } = three()
  realm.route(alice, subscribe('chat'))
  realm.leave(alice)
  assert.deepEqual(sent(realm.route(bob, publish('chat'))), [])
})

test('the subscriptions of a session are limited', () => {
  const realm = new TestRealm(undefined, { subscriptionsPerSession: 1 })
  const alice = realm.join()
  realm.realm.route(alice, subscribe('one'))
  assert.equal(first(realm.realm.route(alice, subscribe('two')), 'ERROR').error, 'wampeter.error.limit_exceeded')
  first(realm.realm.route(alice, subscribe('one')), 'SUBSCRIBED')
})

test('a session that exceeds a limit gets ERROR each time; only the first time is logged loudly', () => {
  const realm = new TestRealm(undefined, { subscriptionsPerSession: 0 })
  const [alice, bob] = [realm.join(), realm.join()]
  const isLoud = [alice, alice, bob].map((peer) => {
    const effects = realm.realm.route(peer, subscribe('one'))
    assert.match(notes(effects).join(), /request_refused: SUBSCRIBE 1 refused: .* already has 0 subscriptions/)
    return effects.flatMap((effect) => (effect.kind === 'note' ? [effect.isLoud] : []))
  })
  assert.deepEqual(isLoud, [[true], [false], [true]])
})

test('the length of a URI is limited, and the error does not repeat a longer one', () => {
  const realm = new TestRealm(undefined, { uriLength: 10 })
  const alice = realm.join()
  first(realm.realm.route(alice, subscribe('0123456789')), 'SUBSCRIBED')
  for (const message of [
    subscribe('0123456789a'),
    publish('0123456789a', { acknowledge: true }),
    register('01.3456789a'),
    call('0123456789a'),
  ]) {
    const { error, payload } = first(realm.realm.route(alice, message), 'ERROR')
    assert.equal(error, 'wamp.error.invalid_uri')
    assert.deepEqual(payload.values().args, ['a URI may have 10 characters here, not 11 (limits.uri_length)'])
  }
})

test('a publication that another router admitted is delivered by its data, although its publisher is not connected here', () => {
  const { realm, alice, bob, carol } = three()
  for (const peer of [alice, bob, carol]) realm.route(peer, subscribe('chat'))
  const publisher = { ...alice.identity, session: 77, authid: 'zoe', authrole: 'guest' }
  const effects = realm.deliver({
    id: 4711,
    topic: 'chat',
    payload: Payload.of(['from afar']),
    publisher,
    isDisclosed: true,
    passthru: undefined,
    audience: { exclude: [77, bob.id], eligibleAuthroles: ['user'] },
    isRetained: false,
  })
  assert.deepEqual(
    sent(effects).map(([peer]) => peer),
    [alice, carol],
  )
  const { publication, details } = first(effects, 'EVENT')
  assert.equal(publication, 4711)
  assert.deepEqual({ ...details }, { publisher: 77, publisher_authid: 'zoe', publisher_authrole: 'guest' })
})

test('a publication without subscribers has no effects', () => {
  const { realm } = three()
  const nobody = { publisher: undefined, isDisclosed: false, passthru: undefined, audience: undefined }
  assert.deepEqual(realm.deliver({ id: 1, topic: 'silence', payload: Payload.empty, isRetained: false, ...nobody }), [])
})

function three() {
  const made = new TestRealm()
  return { realm: made.realm, alice: made.join(), bob: made.join(), carol: made.join() }
}
