import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruleFor } from './rules.ts'

const kind = (action: string, uri: string, match?: string): string => ruleFor({ action, uri, match }).kind

test('members publish to their threads, and say that they are typing', () => {
  assert.deepEqual(ruleFor({ action: 'publish', uri: 'workshop.chat.tea', match: undefined }), {
    kind: 'member',
    thread: 'tea',
  })
  assert.equal(kind('publish', 'workshop.typing.tea'), 'member')
})

test('presence, deletions and broadcasts are published by workers alone', () => {
  assert.equal(kind('publish', 'workshop.deleted.tea'), 'no')
  assert.equal(kind('publish', 'workshop.presence.tea'), 'no')
  assert.equal(kind('publish', 'workshop.broadcast'), 'no')
})

test('members subscribe to the topics of their threads, everybody to broadcasts', () => {
  for (const topic of ['chat', 'deleted', 'presence', 'typing', 'ring', 'signal'])
    assert.equal(kind('subscribe', `workshop.${topic}.tea`), 'member')
  assert.equal(kind('subscribe', 'workshop.broadcast', 'exact'), 'yes')
})

test('subscriptions with a pattern are refused', () => {
  for (const match of ['prefix', 'wildcard', 'nonsense']) {
    assert.equal(kind('subscribe', 'workshop.chat.s', match), 'no')
    assert.equal(kind('subscribe', 'workshop.broadcast', match), 'no')
  }
})

test('users call the two procedures for them, and nothing else', () => {
  assert.equal(kind('call', 'workshop.chat.post'), 'yes')
  assert.equal(kind('call', 'workshop.subscribers'), 'yes')
  for (const uri of ['workshop.auth', 'workshop.permissions', 'wamp.session.list', 'wampeter.permissions.forget'])
    assert.equal(kind('call', uri), 'no')
})

test('users register nothing, and reach no other topic', () => {
  for (const uri of ['workshop.auth', 'workshop.chat.post', 'anything']) assert.equal(kind('register', uri), 'no')
  for (const uri of ['', 'workshop.chat', 'workshop.chat.', 'workshop.chat.a.b', 'wamp.session.on_join', 'workshop.'])
    for (const action of ['publish', 'subscribe']) assert.equal(kind(action, uri), 'no', `${action} ${uri}`)
})

test('what is said in calls is for one receiver, and each publication is judged by itself', () => {
  const judged = (uri: string, options: object) =>
    ruleFor({ action: 'publish', uri, match: undefined, options: options as Record<string, unknown> })
  const thread = 'tea'
  assert.deepEqual(judged('workshop.signal.tea', { eligible: [7] }), { kind: 'member', thread, each: 'signal' })
  assert.deepEqual(judged('workshop.ring.tea', { eligible_authid: ['ben'] }), { kind: 'member', thread, each: 'ring' })
  for (const options of [{}, { eligible: [] }, { eligible: [1, 2] }, { eligible: [7], retain: true }, { eligible: 7 }])
    assert.equal(judged('workshop.signal.tea', options).kind, 'no', JSON.stringify(options))
  assert.equal(judged('workshop.ring.tea', { eligible: [7] }).kind, 'no')
})
