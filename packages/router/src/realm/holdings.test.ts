import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { SMALL_BYTES } from './holdings.ts'
import type { Effect } from './effect.ts'
import type { Peer } from './peer.ts'
import {
  answer,
  call,
  first,
  publish,
  questions,
  register,
  role,
  rule,
  sent,
  subscribe,
  TestRealm,
} from './test-realm.ts'

const TESTAMENT = 'wamp.session.add_testament'

/** A CALL with these arguments. */
const callWith = (procedure: string, args: readonly unknown[], request = 4) => ({
  ...call(procedure, {}, request),
  payload: Payload.of(args),
})

const held = ({ realm }: TestRealm): number => realm.sizes().heldBytes

test('everything that a session holds counts, and nothing is left when it is given back', () => {
  const router = new TestRealm()
  const { realm } = router
  const [alice, bob] = [router.join(), router.join()]
  const steps: readonly (readonly [take: () => unknown, giveBack: () => unknown])[] = [
    [
      () => realm.route(alice, subscribe('chat')),
      () => realm.route(alice, { kind: 'UNSUBSCRIBE', request: 5, subscription: 1 }),
    ],
    [
      () => realm.route(bob, register('add', { invoke: 'roundrobin' })),
      () => realm.route(bob, { kind: 'UNREGISTER', request: 6, registration: 1 }),
    ],
    [
      () => realm.route(alice, callWith(TESTAMENT, ['topic', ['bye']])),
      () => realm.route(alice, callWith('wamp.session.flush_testaments', [])),
    ],
  ]
  for (const [take] of steps) {
    const before = held(router)
    take()
    assert.ok(held(router) > before)
  }
  const before = held(router)
  const [question] = questions(realm.route(alice, call('add')))
  assert.ok(question !== undefined && held(router) > before)
  realm.route(bob, answer(question, 3))
  assert.equal(held(router), before)
  for (const [, giveBack] of steps) giveBack()
  assert.equal(held(router), 0)
  assert.deepEqual([alice.heldBytes, bob.heldBytes], [0, 0])
})

test('what a leaving session held is free, whoever leaves first', () => {
  const router = new TestRealm()
  const { realm } = router
  const [alice, bob, carol] = [router.join(), router.join(), router.join()]
  for (const peer of [alice, bob, carol]) {
    realm.route(peer, subscribe('shared'))
    realm.route(peer, register('shared', { invoke: 'roundrobin' }))
    realm.route(peer, callWith(TESTAMENT, ['topic', ['bye']], 7))
    realm.route(peer, call('shared', {}, 8))
  }
  for (const peer of [alice, carol, bob]) realm.leave(peer)
  assert.equal(held(router), 0)
})

test('the URI of a shared subscription counts once for the realm', () => {
  const router = new TestRealm()
  const long = 'x'.repeat(1_000)
  router.realm.route(router.join(), subscribe(long))
  const one = held(router)
  router.realm.route(router.join(), subscribe(long))
  assert.ok(one > 1_000 && held(router) - one < 500)
})

test('past the limit a session that holds much gets nothing more, and one that holds little does', () => {
  const router = new TestRealm(undefined, { tableBytes: SMALL_BYTES })
  const { realm } = router
  const [greedy, small] = [router.join(), router.join()]
  for (let count = 0; greedy.heldBytes < SMALL_BYTES; count++) realm.route(greedy, subscribe(`topic.${count}`))
  const asked = [subscribe('more'), register('more'), callWith(TESTAMENT, ['topic', ['bye']])]
  const refused = (peer: Peer): readonly string[] =>
    asked.flatMap((request) =>
      sent(realm.route(peer, request)).flatMap(([, message]) => (message.kind === 'ERROR' ? [message.error] : [])),
    )
  assert.deepEqual(refused(greedy), Array<string>(3).fill('wampeter.error.limit_exceeded'))
  assert.deepEqual(refused(small), [])
  assert.equal(first(realm.route(greedy, call('more')), 'ERROR').error, 'wampeter.error.limit_exceeded')
  assert.equal(first(realm.route(small, call('more')), 'INVOCATION').kind, 'INVOCATION')
  realm.leave(greedy)
  realm.route(small, subscribe('later'))
})

test('past the limit a session whose requests wait is not read, and is read again when they are done', () => {
  const judged = { name: 'judged', permissions: [], authorizer: 'app.judge', allowByDefault: false }
  const router = new TestRealm([role('user', [rule('', 'prefix')]), judged], { tableBytes: 0 })
  const { realm } = router
  const [judge, alice] = [router.join(), router.join('judged')]
  realm.route(judge, register('app.judge'))
  const large = { ...publish('topic'), payload: Payload.of(['x'.repeat(SMALL_BYTES)]) }
  const effects = realm.route(alice, large)
  const flow = (all: readonly Effect[]): readonly string[] =>
    all.flatMap(({ kind }) => (kind === 'pause' || kind === 'resume' ? [kind] : []))
  assert.deepEqual(flow(effects), ['pause'])
  const [question] = questions(effects)
  assert.ok(question !== undefined)
  assert.deepEqual(flow(realm.route(judge, answer(question, true))), ['resume'])
  assert.equal(alice.heldBytes, 0)
})
