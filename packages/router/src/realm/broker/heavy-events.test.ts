import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT, Payload } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Peer } from '../peer.ts'
import { publish, sent, subscribe, TestRealm } from '../test-realm.ts'

const LARGE = 1024 * 1024

const large = (topic: string, options = {}) => ({
  ...publish(topic, options),
  payload: Payload.of(['x'.repeat(LARGE / 2)]), // two bytes a character
})

/** The kinds of the messages for a session. */
const kinds = (effects: readonly Effect[], peer: Peer): readonly string[] =>
  sent(effects).flatMap(([to, { kind }]) => (to === peer ? [kind] : []))

/** A session with one subscription for each prefix of a topic. */
function setUp(prefixes: number) {
  const made = new TestRealm()
  const [alice, bob] = [made.join(), made.join()]
  const topic = 'a'.repeat(prefixes)
  for (let length = 1; length <= prefixes; length++)
    made.realm.route(bob, subscribe('a'.repeat(length), { match: 'prefix' }))
  return { realm: made.realm, alice, bob, topic }
}

/** Runs the steps that are left, one list of effects for each. */
function steps(effects: readonly Effect[]): readonly (readonly Effect[])[] {
  const [wake] = effects.flatMap((effect) => (effect.kind === 'wake' ? [effect] : []))
  const all: (readonly Effect[])[] = []
  while (wake?.ticker.deadline !== undefined) all.push(wake.ticker.tick(0))
  return all
}

test('a large event for many subscriptions is delivered in steps, after PUBLISHED', () => {
  const { realm, alice, bob, topic } = setUp(5)
  const effects = realm.route(alice, large(topic, { acknowledge: true }))
  assert.deepEqual([kinds(effects, alice), kinds(effects, bob)], [['PUBLISHED'], []])
  assert.deepEqual(
    steps(effects).map((step) => kinds(step, bob).length),
    [2, 2, 1],
  )
})

test('further requests of its publisher wait for it, and those of others do not', () => {
  const { realm, alice, bob, topic } = setUp(5)
  const effects = realm.route(alice, large(topic))
  assert.deepEqual(realm.route(alice, { kind: 'SUBSCRIBE', request: 9, options: EMPTY_DICT, topic: 'later' }), [])
  assert.deepEqual(kinds(realm.route(bob, subscribe('other')), bob), ['SUBSCRIBED'])
  const all = steps(effects)
  assert.deepEqual(
    all.map((step) => kinds(step, alice)),
    [[], [], ['SUBSCRIBED']],
  )
})

test('a subscription that ends meanwhile gets no EVENT, and a publisher that leaves changes nothing', () => {
  const { realm, alice, bob, topic } = setUp(5)
  const effects = realm.route(alice, large(topic))
  realm.leave(alice)
  realm.route(bob, { kind: 'UNSUBSCRIBE', request: 8, subscription: 5 })
  assert.deepEqual(
    steps(effects).flatMap((step) => kinds(step, bob)),
    Array<string>(4).fill('EVENT'),
  )
})

test('a small event, and a large one for two subscriptions, are delivered at once', () => {
  const five = setUp(5)
  assert.equal(kinds(five.realm.route(five.alice, publish(five.topic)), five.bob).length, 5)
  const two = setUp(2)
  assert.equal(kinds(two.realm.route(two.alice, large(two.topic)), two.bob).length, 2)
})

test('a small event with very many receivers is delivered in steps, too', () => {
  const made = new TestRealm()
  const alice = made.join()
  for (let count = 0; count < 6_000; count++) {
    const peer = made.join()
    for (const prefix of ['a', 'ab', 'abc']) made.realm.route(peer, subscribe(prefix, { match: 'prefix' }))
  }
  const [first = 0, ...others] = steps(made.realm.route(alice, publish('abc'))).map((step) => sent(step).length)
  assert.ok(first < 18_000)
  assert.equal(first + others.reduce((sum, count) => sum + count, 0), 18_000)
})
