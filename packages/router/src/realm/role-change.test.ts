import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { RoleOptions } from './options.ts'
import {
  answer,
  first,
  notes,
  optionsFor,
  publish,
  questions,
  register,
  role,
  rule,
  sent,
  subscribe,
  TestRealm,
} from './test-realm.ts'

const REVOCABLE: Dict = { subscriber: { features: { subscription_revocation: true } } }
const everything = role('user', [rule('', 'prefix')])
const asking = (name: string, authorizer: string): RoleOptions => ({ ...role(name, []), authorizer })

test('a subscription that the changed rules allow stays, one that they deny is revoked with a note', () => {
  const { realm, join } = bound(new TestRealm([everything]))
  const alice = join('user', REVOCABLE)
  realm.route(alice, subscribe('open'))
  const { subscription } = first(realm.route(alice, subscribe('closed')), 'SUBSCRIBED')
  const effects = realm.reconfigure(optionsFor([role('user', [rule('open', 'exact')])]))
  const revoked = sent(effects).map(([, message]) => message)
  const reason = 'wamp.error.not_authorized'
  assert.deepEqual(revoked, [{ kind: 'UNSUBSCRIBED', request: 0, details: { subscription, reason } }])
  assert.match(notes(effects).join(), /revokes its subscription to "closed"/)
})

test('a session whose role is gone ends with a reason; sessions with the role trusted stay', () => {
  const { realm, join } = bound(new TestRealm([everything, role('guest', [])]))
  const [guest, trusted] = [join('guest'), join('trusted')]
  const ends = realm.reconfigure(optionsFor([everything])).filter((effect) => effect.kind === 'end')
  assert.deepEqual(
    ends.map(({ peer }) => peer),
    [guest],
  )
  assert.match(ends[0]?.message ?? '', /role "guest" was removed/)
  assert.ok(realm.peers.has(trusted.id))
})

test('cached answers of an authorizer are cleared when the config changes', () => {
  const roles = [asking('asked', 'app.may'), role('judge', [rule('', 'prefix')])]
  const { realm, join } = bound(new TestRealm(roles))
  const [judge, alice] = [join('judge'), join('asked')]
  realm.route(judge, register('app.may'))
  const [question] = questions(realm.route(alice, publish('chat')))
  assert.ok(question)
  realm.route(judge, answer(question, { allow: true, cache: true }))
  assert.deepEqual(questions(realm.route(alice, publish('chat'))), [])
  realm.reconfigure(optionsFor(roles))
  assert.equal(questions(realm.route(alice, publish('chat'))).length, 1)
})

test('requests that wait for an authorizer are judged by the rules, in order, when rules replace it', () => {
  const judge = role('judge', [rule('', 'prefix')])
  const { realm, join } = bound(new TestRealm([asking('asked', 'app.may'), judge]))
  const [worker, alice] = [join('judge'), join('asked')]
  realm.route(worker, register('app.may'))
  const [question] = questions(realm.route(alice, subscribe('a')))
  assert.ok(question)
  realm.route(alice, subscribe('b'))
  const effects = realm.reconfigure(optionsFor([role('asked', [rule('a', 'exact')]), judge]))
  assert.deepEqual(
    sent(effects).map(([, { kind }]) => kind),
    ['SUBSCRIBED', 'ERROR'],
  )
  assert.match(notes(realm.route(worker, answer(question, false))).join(), /came too late/)
})

test('requests that wait for the old authorizer are judged by the new one', () => {
  const judge = role('judge', [rule('', 'prefix')])
  const { realm, join } = bound(new TestRealm([asking('asked', 'app.may'), judge]))
  const [worker, alice] = [join('judge'), join('asked')]
  realm.route(worker, register('app.may'))
  realm.route(worker, register('app.may.too'))
  realm.route(alice, subscribe('a'))
  const [again] = questions(realm.reconfigure(optionsFor([asking('asked', 'app.may.too'), judge])))
  assert.ok(again)
  assert.equal(first(realm.route(worker, answer(again, true)), 'SUBSCRIBED').request, 1)
})

test('changed limits and URI rules apply to later requests', () => {
  const { realm, join } = bound(new TestRealm([everything]))
  const alice = join('user')
  realm.reconfigure({ ...optionsFor([everything], { subscriptionsPerSession: 1 }), uriCheck: 'strict' })
  realm.route(alice, subscribe('one'))
  assert.equal(first(realm.route(alice, subscribe('two')), 'ERROR').error, 'wampeter.error.limit_exceeded')
  assert.equal(
    first(realm.route(alice, publish('Not-Strict', { acknowledge: true })), 'ERROR').error,
    'wamp.error.invalid_uri',
  )
})

test('on_leave carries the id alone when the config says so', () => {
  const { realm, join } = bound(new TestRealm([everything]))
  const [listener, alice] = [join('user'), join('user')]
  realm.route(listener, subscribe('wamp.session.on_leave'))
  realm.reconfigure({ ...optionsFor([everything]), leavesWithIdOnly: true })
  assert.deepEqual(first(realm.leave(alice), 'EVENT').payload.values().args, [alice.id])
})

test('without the meta API there are no meta procedures and no meta events', () => {
  const { realm, join } = bound(new TestRealm([everything]))
  const [listener, alice] = [join('user'), join('user')]
  realm.route(listener, subscribe('wamp.session.on_leave'))
  realm.reconfigure({ ...optionsFor([everything]), metaApi: false })
  const call = {
    kind: 'CALL',
    request: 1,
    options: {},
    procedure: 'wamp.session.count',
    payload: Payload.empty,
  } as const
  assert.equal(first(realm.route(listener, call), 'ERROR').error, 'wamp.error.no_such_procedure')
  assert.deepEqual(sent(realm.leave(alice)), [])
})

test('a request that breaks the protocol while the config changes ends its own session, and the change goes on', () => {
  const judge = role('judge', [rule('', 'prefix')])
  const { realm, join } = bound(new TestRealm([asking('asked', 'app.may'), judge]))
  const [worker, alice, bob] = [join('judge'), join('asked'), join('judge', REVOCABLE)]
  realm.route(worker, register('app.may'))
  realm.route(bob, subscribe('chat'))
  const call = {
    kind: 'CALL',
    request: 1,
    options: { progress: true },
    procedure: 'x',
    payload: Payload.empty,
  } as const
  realm.route(alice, call)
  const effects = realm.reconfigure(optionsFor([role('asked', []), role('judge', [])]))
  assert.deepEqual(
    effects.flatMap((effect) => (effect.kind === 'abort' ? [effect.peer] : [])),
    [alice],
  )
  assert.ok(sent(effects).some(([peer, { kind }]) => peer === bob && kind === 'UNSUBSCRIBED'))
})

const bound = (made: TestRealm) => ({
  realm: made.realm,
  join: (authrole: string, features: Dict = {}) => made.join(authrole, features),
})
