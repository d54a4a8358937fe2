import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, EMPTY_DICT, MessageRefused, Payload } from '@wampeter/protocol'
import type { ErrorMessage, Invocation } from '@wampeter/protocol'
import type { Effect, Ticker } from '../effect.ts'
import type { RealmLimits } from '../options.ts'
import type { Peer } from '../peer.ts'
import {
  answer,
  call,
  first,
  notes,
  optionsFor,
  publish,
  questions,
  register,
  role,
  rule,
  sent,
  settled,
  subscribe,
  testClock,
  TestRealm,
} from '../test-realm.ts'

const JUDGE = 'app.may'

/** A realm in which a session of the role `judge` judges the requests of the role `asked`. */
function setUp(limits: Partial<RealmLimits> = {}) {
  const asked = { ...role('asked', []), authorizer: JUDGE }
  const { realm, join } = testRealm([asked, role('judge', [rule('', 'prefix')])], limits)
  const judge = join('judge')
  realm.route(judge, register(JUDGE))
  return { realm, join, judge, alice: join('asked') }
}

function testRealm(roles: ConstructorParameters<typeof TestRealm>[0], limits: Partial<RealmLimits>) {
  const made = new TestRealm(roles, limits)
  return { realm: made.realm, join: (authrole: string) => made.join(authrole) }
}

const failure = (request: number, text: string): ErrorMessage => ({
  kind: 'ERROR',
  requestType: codeOf('INVOCATION'),
  request,
  details: EMPTY_DICT,
  error: 'app.error.broken',
  payload: Payload.of([text]),
})

const kinds = (effects: readonly Effect[], peer: Peer): readonly string[] =>
  sent(effects).flatMap(([to, message]) => (to === peer ? [message.kind] : []))

/** Makes one request and answers the authorizer's question with a value. */
function judged({ realm, judge, alice }: ReturnType<typeof setUp>, value: unknown): readonly Effect[] {
  const [question] = questions(realm.route(alice, subscribe('chat')))
  assert.ok(question)
  return realm.route(judge, answer(question, value))
}

test('the trusted service asks an authorizer with session, URI, action and the options that are set', () => {
  const { realm, alice } = setUp()
  const [question] = questions(realm.route(alice, publish('chat', { acknowledge: true, exclude_me: false })))
  const { args } = question?.payload.values() ?? { args: [] }
  assert.deepEqual(args.slice(1), ['chat', 'publish', { acknowledge: true, exclude_me: false }])
  const { session, authid, authrole } = args[0] as Record<string, unknown>
  assert.deepEqual([session, authid, authrole], [alice.id, alice.identity.authid, 'asked'])
  assert.equal(question?.details.caller_authrole, 'trusted')
})

test('true lets the request through, false refuses it with role, action and URI', () => {
  assert.equal(first(judged(setUp(), true), 'SUBSCRIBED').request, 1)
  const refusal = first(judged(setUp(), false), 'ERROR')
  assert.equal(refusal.error, 'wamp.error.not_authorized')
  assert.match(String(refusal.payload.values().args[0]), /role "asked" may not subscribe to "chat"/)
})

test('a dictionary may allow, disclose and cache; anything else in it is a failure and denies', () => {
  assert.equal(first(judged(setUp(), { allow: true, cache: false, validate: null }), 'SUBSCRIBED').request, 1)
  for (const nonsense of [
    7,
    'yes',
    null,
    [true],
    {},
    { allow: 1 },
    { allow: true, meta: {} },
    { allow: true, cache: 'no' },
    { allow: true, validate: {} },
  ]) {
    const effects = judged(setUp(), nonsense)
    assert.equal(first(effects, 'ERROR').error, 'wamp.error.authorization_failed', JSON.stringify(nonsense))
    assert.match(notes(effects).join(), /authorizer_failed: the authorizer "app.may" failed/)
  }
})

test('an answer with disclose shows the publisher to its subscribers', () => {
  const { realm, judge, alice, join } = setUp()
  realm.route(join('judge'), subscribe('chat'))
  const [question] = questions(realm.route(alice, publish('chat')))
  assert.ok(question)
  const event = first(realm.route(judge, answer(question, { allow: true, disclose: true })), 'EVENT')
  assert.equal(event.details['publisher'], alice.id)
})

test('an answer with disclose shows the caller to its callee, and one without hides it', () => {
  const { realm, judge, alice, join } = setUp()
  const callee = join('judge')
  realm.route(callee, register('add'))
  for (const [disclose, caller] of [
    [true, alice.id],
    [false, undefined],
  ] as const) {
    const [question] = questions(realm.route(alice, { ...call('add'), request: disclose ? 1 : 2 }))
    assert.ok(question)
    const [, invoked] = sent(realm.route(judge, answer(question, { allow: true, disclose }))).at(-1) ?? []
    assert.equal(invoked?.kind === 'INVOCATION' && invoked.details.caller, caller)
  }
})

test('later requests are asked about at once, wait for their turn, and are carried out in order', () => {
  const { realm, judge, alice, join } = setUp()
  const listener = join('judge')
  realm.route(listener, subscribe('a'))
  realm.route(listener, subscribe('b'))
  const asked = [realm.route(alice, publish('a')), realm.route(alice, publish('b'))].flatMap(questions)
  assert.equal(asked.length, 2)
  const [one, two] = asked
  assert.ok(one && two)
  assert.deepEqual(kinds(realm.route(judge, answer(two, true)), listener), [])
  const both = sent(realm.route(judge, answer(one, true))).filter(([to]) => to === listener)
  assert.equal(both.length, 2)
})

test('UNSUBSCRIBE and CANCEL keep their place behind waiting requests; YIELD passes at once', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, subscribe('chat')))
  assert.ok(question)
  assert.deepEqual(realm.route(alice, { kind: 'UNSUBSCRIBE', request: 9, subscription: 1 }), [])
  assert.throws(() => realm.route(alice, answer({ request: 77 }, 1)), /was never given/)
  assert.deepEqual(kinds(realm.route(judge, answer(question, true)), alice), ['SUBSCRIBED', 'UNSUBSCRIBED'])
})

test('an authorizer is not asked about a malformed or reserved URI', () => {
  const { realm, alice } = setUp()
  assert.equal(first(realm.route(alice, subscribe('a b')), 'ERROR').error, 'wamp.error.invalid_uri')
  assert.equal(first(realm.route(alice, register('wamp.mine')), 'ERROR').error, 'wamp.error.invalid_uri')
})

test('an authorizer is asked about an event without subscribers', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, publish('unheard')))
  assert.ok(question)
  assert.match(notes(realm.route(judge, answer(question, true))).join(), /publish_unheard/)
})

test('a cached answer serves the same action on the same URI of the same session, and no other', () => {
  const { realm, judge, alice, join } = setUp()
  const [question] = questions(realm.route(alice, publish('chat')))
  assert.ok(question)
  realm.route(judge, answer(question, { allow: true, cache: true }))
  assert.deepEqual(questions(realm.route(alice, publish('chat'))), [])
  assert.equal(questions(realm.route(alice, subscribe('chat'))).length, 1)
  assert.equal(questions(realm.route(join('asked'), publish('chat'))).length, 1)
})

test('a meta procedure clears the cached answers of one session or of all, for a session that may call it', () => {
  const { realm, judge, alice, join } = setUp()
  const bob = join('asked')
  const allow = (peer: Peer, topic: string): void => {
    const [question] = questions(realm.route(peer, publish(topic)))
    assert.ok(question)
    realm.route(judge, answer(question, { allow: true, cache: true }))
  }
  const forget = (...args: readonly unknown[]) => {
    const payload = Payload.of(args)
    const [, message] = sent(realm.route(judge, { ...call('wampeter.permissions.forget'), payload })).at(-1) ?? []
    return message?.kind === 'RESULT' ? message.payload.values().args[0] : message?.kind === 'ERROR' && message.error
  }
  const isAsked = (peer: Peer, topic: string): boolean => questions(realm.route(peer, publish(topic))).length === 1
  for (const topic of ['a', 'b']) allow(alice, topic)
  allow(bob, 'a')
  assert.equal(forget(alice.id), 2)
  assert.equal(isAsked(bob, 'a'), false)
  assert.equal(isAsked(alice, 'a'), true)
  assert.equal(forget(), 1)
  assert.equal(isAsked(bob, 'a'), true)
  assert.deepEqual(
    [forget(judge.id), forget(5), forget('x')],
    [0, 'wamp.error.no_such_session', 'wamp.error.invalid_argument'],
  )
})

test('an answer for a pattern is cached apart from the one for the same text as a URI', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, subscribe('chat', { match: 'prefix' })))
  assert.ok(question)
  assert.deepEqual(question.payload.values().args[3], { match: 'prefix' })
  realm.route(judge, answer(question, { allow: true, cache: true }))
  assert.equal(questions(realm.route(alice, subscribe('chat'))).length, 1)
})

test('cached answers are bounded: the oldest is forgotten first', () => {
  const { realm, judge, alice } = setUp({ cachedPermissionsPerSession: 2 })
  for (const topic of ['a', 'b', 'c']) {
    const [question] = questions(realm.route(alice, publish(topic)))
    assert.ok(question)
    realm.route(judge, answer(question, { allow: true, cache: true }))
  }
  assert.deepEqual(questions(realm.route(alice, publish('c'))), [])
  assert.equal(questions(realm.route(alice, publish('a'))).length, 1)
})

test('without an authorizer, and with one that fails, the request is refused and the log says why', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, subscribe('chat')))
  const effects = realm.route(judge, failure(question?.request ?? 0, 'no database'))
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.authorization_failed')
  assert.doesNotMatch(String(first(effects, 'ERROR').payload.values().args[0]), /database/)
  assert.match(notes(effects).join(), /it answered app.error.broken: no database/)
  realm.leave(judge)
  const alone = realm.route(alice, subscribe('chat'))
  assert.equal(first(alone, 'ERROR').error, 'wamp.error.authorization_failed')
  assert.match(notes(alone).join(), /no procedure "app.may" is registered/)
})

test('equal failures in a row are each counted, and logged loudly once until an answer comes', () => {
  const set = setUp()
  const { realm, judge, alice } = set
  const loud = (effects: readonly Effect[]): readonly boolean[] =>
    effects.flatMap((effect) => (effect.kind === 'note' && effect.name === 'authorizer_failed' ? [effect.isLoud] : []))
  const failed = (text: string): readonly boolean[] => {
    const [question] = questions(realm.route(alice, subscribe('chat')))
    return loud(realm.route(judge, failure(question?.request ?? 0, text)))
  }
  assert.deepEqual([failed('no database'), failed('no database')], [[true], [false]])
  assert.deepEqual(failed('no disk'), [true])
  judged(set, true)
  assert.deepEqual(failed('no disk'), [true])
  realm.leave(judge)
  const alone = Array.from({ length: 3 }, () => loud(realm.route(alice, publish('chat'))))
  assert.deepEqual(alone, [[true], [false], [false]])
})

test('when an authorizer leaves, its open questions fail', () => {
  const { realm, judge, alice } = setUp()
  realm.route(alice, subscribe('chat'))
  const effects = realm.leave(judge)
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.authorization_failed')
})

test('when an authorizer leaves with the questions of many sessions, they fail in short steps', () => {
  const { realm, judge, join } = setUp()
  const askers = Array.from({ length: 10 }, () => join('asked'))
  for (const asker of askers) for (let count = 0; count < 100; count++) realm.route(asker, subscribe(`topic.${count}`))
  const due = new Set<Ticker>()
  const steps: number[] = []
  const errors = (effects: readonly Effect[]): void => {
    for (const effect of effects) if (effect.kind === 'wake') due.add(effect.ticker)
    steps.push(sent(effects).filter(([, { kind }]) => kind === 'ERROR').length)
  }
  errors(realm.leave(judge))
  for (const ticker of due) {
    due.delete(ticker)
    errors(settled(ticker.tick(testClock.ms)))
    if (ticker.deadline !== undefined) due.add(ticker)
  }
  assert.equal(
    steps.reduce((sum, step) => sum + step),
    1_000,
  )
  assert.ok(Math.max(...steps) <= 50, `a step answered ${Math.max(...steps)} requests`)
})

test('a late answer of an authorizer counts as a failure, and is dropped with a note', () => {
  const { realm, judge, alice } = setUp()
  const effects = realm.route(alice, subscribe('chat'))
  const [question] = questions(effects)
  const wake = effects.find((effect) => effect.kind === 'wake')
  assert.ok(question && wake?.kind === 'wake')
  assert.equal(wake.ticker.deadline, testClock.ms + 10_000)
  assert.deepEqual(wake.ticker.tick(testClock.ms + 9_999), [])
  assert.equal(
    first(settled(wake.ticker.tick(testClock.ms + 10_000)), 'ERROR').error,
    'wamp.error.authorization_failed',
  )
  assert.equal(wake.ticker.deadline, undefined)
  assert.match(notes(realm.route(judge, answer(question, true))).join(), /came too late/)
})

test('an authorizer written for three arguments is asked again with three, once', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, subscribe('chat')))
  const text = 'onMay() takes exactly 4 arguments (5 given)'
  const [again] = questions(realm.route(judge, failure(question?.request ?? 0, text)))
  assert.equal(again?.payload.values().args.length, 3)
  assert.equal(
    first(realm.route(judge, failure(again?.request ?? 0, text)), 'ERROR').error,
    'wamp.error.authorization_failed',
  )
})

test('a request that its own session would have to judge is denied at once, with a note', () => {
  const { realm, judge, alice, join } = setUp()
  realm.leave(judge)
  const effects = realm.route(alice, register(JUDGE))
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.authorization_failed')
  assert.match(
    notes(effects).join(),
    /the authorizer "app.may" failed: the session would have to judge its own request/,
  )
  assert.deepEqual(questions(effects), [])
  assert.ok(join('asked'))
})

test('when a session leaves, its waiting requests are dropped with a note, and a later answer changes nothing', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, subscribe('chat')))
  assert.ok(question)
  assert.match(notes(realm.leave(alice)).join(), /1 requests were still waiting .* SUBSCRIBE/)
  assert.deepEqual(sent(realm.route(judge, answer(question, true))), [])
})

test('at the limit the router stops reading from the session until half of the room is free', () => {
  const { realm, judge, alice } = setUp({ parkedPerSession: 4 })
  const asked: Invocation[] = []
  const flow: string[] = []
  const take = (effects: readonly Effect[]): void => {
    asked.push(...questions(effects))
    for (const { kind } of effects) if (kind === 'pause' || kind === 'resume') flow.push(`${kind} at ${asked.length}`)
  }
  for (const topic of ['a', 'b', 'c', 'd']) take(realm.route(alice, subscribe(topic)))
  assert.deepEqual(flow, ['pause at 4'])
  for (const question of asked.slice(0, 2)) take(realm.route(judge, answer(question, true)))
  assert.deepEqual(flow, ['pause at 4', 'resume at 4'])
})

test('each stop of reading is counted, and only the first one is logged loudly', () => {
  const { realm, judge, alice } = setUp({ parkedPerSession: 1 })
  const isLoud = ['a', 'b'].flatMap((topic) => {
    const effects = realm.route(alice, subscribe(topic))
    realm.route(judge, answer(questions(effects)[0] ?? { request: 0 }, true))
    return effects.flatMap((effect) => (effect.kind === 'note' && effect.name === 'parked_full' ? [effect.isLoud] : []))
  })
  assert.deepEqual(isLoud, [true, false])
})

test('an authorizer is not asked about a URI that is too long', () => {
  const { realm, alice } = setUp({ uriLength: 10 })
  const effects = realm.route(alice, subscribe('a'.repeat(11)))
  assert.equal(first(effects, 'ERROR').error, 'wamp.error.invalid_uri')
  assert.deepEqual(questions(effects), [])
})

test('requests of a session in this process, which cannot be paused, are refused far beyond the limit', () => {
  const { realm, alice } = setUp({ parkedPerSession: 1 })
  for (let i = 0; i < 10; i++) realm.route(alice, subscribe(`topic${i}`))
  assert.equal(first(realm.route(alice, subscribe('more')), 'ERROR').error, 'wampeter.error.limit_exceeded')
})

test('a violation in a waiting request ends its own session, not the authorizer’s', () => {
  const { realm, judge, alice } = setUp()
  realm.route(judge, register('slow'))
  const asked = [realm.route(alice, call('slow')), realm.route(alice, call('slow'))].flatMap(questions)
  const ends = asked
    .flatMap((question) => realm.route(judge, answer(question, true)))
    .filter(({ kind }) => kind === 'abort')
  assert.deepEqual(
    ends.map((effect) => effect.kind === 'abort' && effect.peer),
    [alice],
  )
})

test('requests that waited behind a violation are noted as dropped', () => {
  const { realm, judge, alice } = setUp()
  realm.route(judge, register('slow'))
  const asked = [realm.route(alice, call('slow')), realm.route(alice, call('slow')), realm.route(alice, publish('x'))]
  const effects = asked
    .flatMap(questions)
    .slice(0, 2)
    .flatMap((question) => realm.route(judge, answer(question, true)))
  assert.match(notes(effects).join(), /parked_dropped: 1 requests were still waiting .* PUBLISH/)
})

test('an answer to a question from before the cache was cleared is not cached', () => {
  const { realm, judge, alice } = setUp()
  const [question] = questions(realm.route(alice, publish('chat')))
  assert.ok(question)
  alice.authorizer?.forget()
  realm.route(judge, answer(question, { allow: true, cache: true }))
  assert.equal(questions(realm.route(alice, publish('chat'))).length, 1)
})

test('when a session leaves while reading is stopped, reading resumes: it may send HELLO again', () => {
  const { realm, alice } = setUp({ parkedPerSession: 1 })
  realm.route(alice, subscribe('a'))
  assert.ok(realm.leave(alice).some(({ kind }) => kind === 'resume'))
})

test('the options of waiting requests count for the limit in bytes', () => {
  const { realm, alice } = setUp({ parkedBytesPerSession: 10_000 })
  const exclude = Array.from({ length: 1_000 }, (_, at) => at + 1)
  const effects = realm.route(alice, publish('a', { exclude }))
  assert.ok(effects.some(({ kind }) => kind === 'pause'))
})

test('an authorizer judges the testaments of its session; they are published in order, before on_leave', () => {
  const { realm, judge, alice, join } = setUp()
  const listener = join('judge')
  for (const topic of ['one', 'two', 'wamp.session.on_leave']) realm.route(listener, subscribe(topic))
  for (const topic of ['one', 'two']) {
    const payload = Payload.of([topic, [], {}])
    const asking = realm.route(alice, {
      kind: 'CALL',
      request: 1,
      options: {},
      procedure: 'wamp.session.add_testament',
      payload,
    })
    realm.route(judge, answer(questions(asking)[0] ?? { request: 0 }, true))
  }
  const asked = questions(realm.leave(alice))
  assert.equal(asked.length, 2)
  const heard = asked.toReversed().flatMap((question) => kinds(realm.route(judge, answer(question, true)), listener))
  assert.deepEqual(heard, ['EVENT', 'EVENT', 'EVENT'])
})

test('an authorizer that is busy fails the request that it cannot take, and later requests are judged', () => {
  const { realm, join } = testRealm(
    [{ ...role('asked', []), authorizer: JUDGE }, role('judge', [rule('', 'prefix')])],
    {},
  )
  const [judge, alice] = [join('judge'), join('asked')]
  realm.route(judge, register(JUDGE, { concurrency: 1 }))
  const [question] = questions(realm.route(alice, subscribe('one')))
  assert.ok(question)
  const second = realm.route(alice, subscribe('two'))
  assert.match(notes(second).join(), /authorizer_failed: .*max_concurrency_reached/)
  assert.deepEqual(kinds(realm.route(judge, answer(question, true)), alice), ['SUBSCRIBED', 'ERROR'])
  const [third] = questions(realm.route(alice, subscribe('three')))
  assert.ok(third)
  assert.deepEqual(kinds(realm.route(judge, answer(third, true)), alice), ['SUBSCRIBED'])
})

/** A session whose call in parts waits for its authorizer, with a second part that exceeds a limit. */
function waitingParts() {
  const judges = role('judge', [rule('', 'prefix')])
  const made = new TestRealm([{ ...role('asked', []), authorizer: JUDGE }, judges])
  const parts = { features: { progressive_call_invocations: true, call_canceling: true } }
  const [judge, callee] = [made.join('judge'), made.join('judge', { callee: parts })]
  const alice = made.join('asked', { caller: parts })
  made.realm.route(judge, register(JUDGE))
  made.realm.route(callee, register('upload'))
  const [question] = questions(made.realm.route(alice, call('upload', { progress: true })))
  const refused = { kind: 'CALL', code: 48, request: 4, isAcknowledged: false, hasMoreParts: true } as const
  assert.deepEqual(sent(made.realm.refuse(alice, new MessageRefused(refused, 'too many values'))), [])
  assert.ok(question)
  return { realm: made.realm, judges, judge, callee, alice, question }
}

test('a part of a call that exceeds a limit keeps its place behind the first part, and ends the call', () => {
  const { realm, judge, callee, alice, question } = waitingParts()
  const effects = settled(realm.route(judge, answer(question, true)))
  assert.deepEqual(kinds(effects, callee), ['INVOCATION', 'INTERRUPT'])
  assert.deepEqual(kinds(effects, alice), ['ERROR'])
  assert.equal(alice.calls?.size, 0)
})

test('it keeps its place when rules replace the authorizer meanwhile', () => {
  const { realm, judges, callee, alice } = waitingParts()
  const effects = settled(realm.reconfigure(optionsFor([role('asked', [rule('', 'prefix')]), judges])))
  assert.deepEqual(kinds(effects, callee), ['INVOCATION', 'INTERRUPT'])
  assert.deepEqual(kinds(effects, alice), ['ERROR'])
  assert.deepEqual([alice.calls?.size, alice.queue?.size], [0, 0])
})
