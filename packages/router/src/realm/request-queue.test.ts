import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { call, first, notes, publish, register, sent, settled, subscribe, TestRealm } from './test-realm.ts'
import type { Effect } from './effect.ts'
import type { Peer } from './peer.ts'

const kinds = (effects: readonly Effect[], peer: Peer): readonly string[] =>
  sent(effects).flatMap(([to, { kind }]) => (to === peer ? [kind] : []))

function setUp(limits: ConstructorParameters<typeof TestRealm>[1] = {}) {
  const made = new TestRealm(undefined, limits)
  return { realm: made.realm, alice: made.join(), bob: made.join() }
}

test('the requests of a held session wait, and are answered in order after the release', () => {
  const { realm, alice } = setUp()
  const hold = realm.hold(alice, 'the store')
  const requests = [
    subscribe('chat'),
    publish('news', { acknowledge: true }),
    register('add'),
    { ...call('wamp.session.count'), payload: Payload.empty },
  ]
  for (const request of requests) assert.deepEqual(realm.route(alice, request), [])
  assert.deepEqual(kinds(settled(hold.release()), alice), ['SUBSCRIBED', 'PUBLISHED', 'REGISTERED', 'RESULT'])
})

test('many requests that waited are carried out in steps, so that other sessions are served in between', () => {
  const { realm, alice } = setUp()
  const hold = realm.hold(alice, 'the store')
  for (let count = 0; count < 60; count++) realm.route(alice, subscribe(`topic.${count}`))
  const effects = settled(hold.release())
  const steps = [kinds(effects, alice).length]
  const [wake] = effects.flatMap((effect) => (effect.kind === 'wake' ? [effect] : []))
  assert.ok(wake !== undefined)
  assert.deepEqual(realm.route(alice, subscribe('later')), [], 'a later request waits, too')
  while (wake.ticker.deadline !== undefined) steps.push(kinds(settled(wake.ticker.tick(0)), alice).length)
  assert.deepEqual(steps, [25, 25, 11])
})

test('a queue that rests carries out nothing more when a hold is released, so that a step stays short', () => {
  const { realm, alice } = setUp()
  const hold = realm.hold(alice, 'the store')
  for (let count = 0; count < 60; count++) realm.route(alice, subscribe(`topic.${count}`))
  settled(hold.release())
  assert.deepEqual(settled(realm.hold(alice, 'the cluster').release()), [])
})

test('an answer to an invocation passes a hold at once', () => {
  const { realm, alice, bob } = setUp()
  realm.route(alice, register('add'))
  const { request } = first(realm.route(bob, call('add')), 'INVOCATION')
  realm.hold(alice, 'the store')
  const effects = realm.route(alice, { kind: 'YIELD', request, options: {}, payload: call('add').payload })
  assert.deepEqual(kinds(effects, bob), ['RESULT'])
})

test('a session that is held for two reasons waits for both', () => {
  const { realm, alice } = setUp()
  const [store, cluster] = [realm.hold(alice, 'the store'), realm.hold(alice, 'the cluster')]
  realm.route(alice, subscribe('chat'))
  assert.deepEqual(settled(store.release()), [])
  assert.deepEqual(kinds(settled(cluster.release()), alice), ['SUBSCRIBED'])
})

test('releasing twice carries out no request twice, and later requests are carried out at once', () => {
  const { realm, alice } = setUp()
  const hold = realm.hold(alice, 'the store')
  realm.route(alice, subscribe('chat'))
  assert.equal(settled(hold.release()).length, 1)
  assert.deepEqual(settled(hold.release()), [])
  assert.deepEqual(kinds(realm.route(alice, subscribe('news')), alice), ['SUBSCRIBED'])
})

test('at the limit reading stops, and the log says what the session waits for', () => {
  const { realm, alice } = setUp({ parkedPerSession: 2 })
  const hold = realm.hold(alice, 'the store')
  realm.route(alice, subscribe('one'))
  const effects = realm.route(alice, subscribe('two'))
  assert.deepEqual(
    effects.map(({ kind }) => kind),
    ['note', 'pause'],
  )
  assert.match(notes(effects).join(), /parked_full: 2 requests wait for the store/)
  assert.ok(settled(hold.release()).some(({ kind }) => kind === 'resume'))
})

test('when a held session leaves, its requests are dropped with a note', () => {
  const { realm, alice } = setUp()
  const hold = realm.hold(alice, 'the store')
  realm.route(alice, subscribe('chat'))
  assert.match(notes(realm.leave(alice)).join(), /parked_dropped: 1 requests were still waiting/)
  assert.deepEqual(settled(hold.release()), [])
})
