/** Traps of the specification and bad input that no other test names. Each is answered as specified, and bounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload, ProtocolViolation } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Effect } from './effect.ts'
import { DEFAULT_REALM_LIMITS } from './options.ts'
import {
  answer,
  call,
  first,
  publish,
  questions,
  register,
  sent,
  subscribe,
  testClock,
  TestRealm,
} from './test-realm.ts'

const CALLEE: Dict = {
  caller: { features: { progressive_call_invocations: true } },
  callee: {
    features: { call_canceling: true, progressive_call_results: true, progressive_call_invocations: true },
  },
}
const PART = { progress: true }

const said = (effects: readonly Effect[]): readonly string[] =>
  sent(effects).map(([to, message]) => `${to.identity.session} ${message.kind}`)

/** A caller, a callee of `work`, and one open call. */
function called(options = {}) {
  const made = new TestRealm()
  const { realm } = made
  const [caller, callee] = [made.join('user', CALLEE), made.join('user', CALLEE)]
  realm.route(callee, register('work'))
  const effects = realm.route(caller, call('work', options))
  const [invocation] = questions(effects)
  assert.ok(invocation !== undefined)
  return { made, realm, caller, callee, invocation, effects }
}

test('request ids may be random, and two sessions may use the same id at the same time', () => {
  const { realm, caller, callee, made } = called()
  const other = made.join()
  for (const request of [2 ** 53, 77, 4_503_599_627_370_497]) {
    const questioned = [caller, other].map((peer) => questions(realm.route(peer, call('work', {}, request)))[0])
    for (const [index, peer] of [caller, other].entries()) {
      const [invocation] = [questioned[index]]
      assert.ok(invocation !== undefined)
      const [[to, result] = []] = sent(realm.route(callee, answer(invocation, 1)))
      assert.equal(to, peer)
      assert.ok(result?.kind === 'RESULT' && result.request === request)
    }
  }
})

test('a YIELD that crosses the timeout is dropped: the caller gets the error alone', () => {
  const { realm, caller, callee, invocation, effects } = called({ timeout: 50 })
  const ticker = effects.find((effect) => effect.kind === 'wake')?.ticker
  testClock.ms += 60
  const [[to, error] = []] = sent(ticker?.tick(testClock.ms) ?? []).filter(([, { kind }]) => kind === 'ERROR')
  assert.ok(to === caller && error?.kind === 'ERROR' && error.error === 'wamp.error.timeout')
  assert.deepEqual(said(realm.route(callee, answer(invocation, 'late'))), [])
})

test('many calls whose callee leaves at their timeout get one final answer each', () => {
  const { realm, caller, callee } = called()
  for (let request = 10; request < 610; request++) realm.route(caller, call('work', { timeout: 50 }, request))
  const [ticker] = realm.leave(callee).flatMap((effect) => (effect.kind === 'wake' ? [effect.ticker] : []))
  testClock.ms += 50
  const ended: number[] = []
  while (ticker?.deadline !== undefined)
    for (const [, message] of sent(ticker.tick(testClock.ms))) if (message.kind === 'ERROR') ended.push(message.request)
  assert.equal(ended.length, new Set(ended).size)
  assert.equal(caller.calls?.size, 0)
})

test('after CANCEL with kill a result may win the race, and the caller gets one final answer', () => {
  const { realm, caller, callee, invocation } = called()
  assert.deepEqual(said(realm.route(caller, { kind: 'CANCEL', request: 4, options: { mode: 'kill' } })), [
    `${callee.id} INTERRUPT`,
  ])
  assert.deepEqual(said(realm.route(callee, answer(invocation, 1))), [`${caller.id} RESULT`])
  assert.deepEqual(said(realm.route(callee, answer(invocation, 2))), [])
  assert.deepEqual(said(realm.route(caller, { kind: 'CANCEL', request: 4, options: {} })), [])
})

test('progress after the final result, and after killnowait, is never delivered', () => {
  const one = called({ receive_progress: true })
  one.realm.route(one.callee, answer(one.invocation, 'end'))
  const late = { ...answer(one.invocation, 'more'), options: PART }
  assert.deepEqual(said(one.realm.route(one.callee, late)), [`${one.callee.id} INTERRUPT`])
  const other = called({ receive_progress: true })
  other.realm.route(other.caller, { kind: 'CANCEL', request: 4, options: { mode: 'killnowait' } })
  const unwanted = { ...answer(other.invocation, 'more'), options: PART }
  assert.deepEqual(said(other.realm.route(other.callee, unwanted)), [`${other.callee.id} INTERRUPT`])
})

test('a callee that never ends its progress keeps nothing in the router, and stops to be heard when its caller cancels or leaves', () => {
  for (const ending of ['cancel', 'leave'] as const) {
    const { realm, caller, callee, invocation } = called({ receive_progress: true })
    const part = { ...answer(invocation, 'x'), options: PART }
    for (let parts = 0; parts < 10_000; parts++) assert.equal(sent(realm.route(callee, part)).length, 1)
    assert.equal([...(callee.invocations?.values() ?? [])].length, 1)
    if (ending === 'leave') realm.leave(caller)
    else realm.route(caller, { kind: 'CANCEL', request: 4, options: {} })
    assert.deepEqual(said(realm.route(callee, part)), [`${callee.id} INTERRUPT`])
    assert.equal([...(callee.invocations?.values() ?? [])].length, 0)
  }
})

test('a caller that leaves in the middle of its parts ends the call: its callee gets INTERRUPT and a later answer is dropped', () => {
  const { realm, caller, callee, invocation } = called(PART)
  assert.deepEqual(said(realm.route(caller, call('work', PART))), [`${callee.id} INVOCATION`])
  assert.deepEqual(said(realm.leave(caller)), [`${callee.id} INTERRUPT`])
  assert.deepEqual(said(realm.route(callee, answer(invocation, 1))), [])
})

test('a PUBLISH to a pattern is refused, and an option match of a PUBLISH means nothing', () => {
  const made = new TestRealm()
  const { realm } = made
  const [publisher, subscriber] = [made.join(), made.join()]
  for (const match of ['prefix', 'wildcard', 'exact'] as const) realm.route(subscriber, subscribe('com.a', { match }))
  for (const topic of ['com..a', 'com.', '.com', '']) {
    const refused = first(realm.route(publisher, publish(topic, { acknowledge: true })), 'ERROR')
    assert.equal(refused.error, 'wamp.error.invalid_uri', topic)
    assert.deepEqual(said(realm.route(publisher, publish(topic))), [])
  }
  const odd = publish('com.b', { match: 'prefix' })
  assert.deepEqual(said(realm.route(publisher, odd)), [])
})

test('a passthru payload is a violation where its sender did not announce the feature; subscribers need not announce it', () => {
  const made = new TestRealm()
  const { realm } = made
  const [plain, other] = [made.join(), made.join()]
  const sealing = { features: { payload_passthru_mode: true } }
  const sealer = made.join('user', { publisher: sealing, caller: sealing, callee: sealing })
  const ppt = { ppt_scheme: 'x_mine', ppt_keyid: '7' }
  realm.route(other, subscribe('sealed'))
  assert.deepEqual({ ...first(realm.route(sealer, publish('sealed', ppt)), 'EVENT').details }, ppt)
  for (const [peer, isRefused] of [
    [plain, true],
    [sealer, false],
  ] as const) {
    realm.route(peer, register(`work.${peer.id}`))
    const [asked, again] = [1, 2].map((request) => {
      const effects = realm.route(sealer, call(`work.${peer.id}`, {}, 10 * peer.id + request))
      return first(effects, 'INVOCATION').request
    })
    const [mine = 0, other = 0] = [asked, again]
    const failure = { kind: 'ERROR', requestType: 68, request: other, error: 'app.no', payload: Payload.empty } as const
    for (const message of [
      publish('sealed', ppt),
      call(`work.${peer.id}`, ppt, 1),
      { ...answer({ request: mine }, 1), options: ppt },
      { ...failure, details: ppt },
    ])
      if (isRefused) assert.throws(() => realm.route(peer, message), ProtocolViolation, message.kind)
      else realm.route(peer, message)
  }
})

test('REGISTERED precedes the first INVOCATION, and SUBSCRIBED the first retained EVENT', () => {
  const made = new TestRealm()
  const { realm } = made
  const [one, other] = [made.join(), made.join()]
  realm.route(one, publish('state', { retain: true }))
  assert.deepEqual(said(realm.route(other, subscribe('state', { get_retained: true }))), [
    `${other.id} SUBSCRIBED`,
    `${other.id} EVENT`,
  ])
  assert.deepEqual(said(realm.route(other, register('work'))), [`${other.id} REGISTERED`])
  assert.deepEqual(said(realm.route(one, call('work'))), [`${other.id} INVOCATION`])
})

test('a retained event for each topic of a flood: the limit keeps ten thousand, and refuses the rest', () => {
  const made = new TestRealm()
  const { realm } = made
  const peer = made.join()
  const payload = Payload.of(['x'])
  let refused = 0
  for (let topic = 0; topic < 100_000; topic++) {
    const effects = realm.route(peer, {
      ...{ kind: 'PUBLISH', request: 1, options: { retain: true }, topic: `t.${topic}`, payload },
    })
    if (effects.some((effect) => effect.kind === 'note' && effect.name === 'publish_refused')) refused++
  }
  assert.equal(100_000 - refused, DEFAULT_REALM_LIMITS.retainedEvents)
})

test('a hundred thousand subscriptions that all match: the subscriptions of one event are bounded by the length of a URI and the shapes', () => {
  const made = new TestRealm()
  const { realm } = made
  const topic = `${'a.'.repeat(511)}aa`
  assert.equal(topic.length, DEFAULT_REALM_LIMITS.uriLength)
  const peers = Array.from({ length: 98 }, () => made.join())
  for (const peer of peers)
    for (let length = 0; length <= topic.length; length++)
      realm.route(peer, subscribe(topic.slice(0, length), { match: 'prefix' }))
  const effects = realm.route(made.join(), publish(topic))
  for (const effect of effects)
    if (effect.kind === 'wake') while (effect.ticker.deadline !== undefined) effects.push(...effect.ticker.tick(0))
  const events = effects.filter((effect) => effect.kind === 'deliver')
  assert.equal(events.length, topic.length + 1)
  assert.equal(
    events.reduce((sum, { to }) => sum + [...to].length, 0),
    98 * (topic.length + 1),
  )
})
