import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactly } from '../pattern.ts'
import { rule } from '../test-realm.ts'
import { Permissions } from './permissions.ts'

const publish = { publish: true }
const may = (permissions: Permissions, uri: string): boolean => permissions.decide('publish', exactly(uri)).allowed

test('when no rule fits, everything is denied, unless the role allows by default', () => {
  assert.equal(may(new Permissions([]), 'a'), false)
  assert.equal(may(new Permissions([], true), 'a'), true)
})

test('a prefix covers by characters, not by components', () => {
  const permissions = new Permissions([rule('com.foo', 'prefix', publish)])
  assert.equal(may(permissions, 'com.foo'), true)
  assert.equal(may(permissions, 'com.foobar'), true)
  assert.equal(may(permissions, 'com.fo'), false)
})

test('only the actions that a rule allows are allowed', () => {
  const permissions = new Permissions([rule('com.', 'prefix', { subscribe: true })])
  assert.equal(permissions.decide('subscribe', exactly('com.a')).allowed, true)
  for (const action of ['publish', 'call', 'register'] as const)
    assert.equal(permissions.decide(action, exactly('com.a')).allowed, false)
})

test('the longest rule decides, and an exact one that does not fit denies without falling back', () => {
  const permissions = new Permissions([rule('com.', 'prefix', publish), rule('com.a', 'exact', publish)])
  assert.equal(may(permissions, 'com.a'), true)
  assert.equal(may(permissions, 'com.ab'), false)
  assert.equal(may(permissions, 'com.b'), true)
})

test('a longer rule that denies wins over a shorter one that allows', () => {
  const permissions = new Permissions([rule('com.', 'prefix', publish), rule('com.secret.', 'prefix', {})])
  assert.equal(may(permissions, 'com.secret.x'), false)
})

test('a rule with the empty URI decides when no other rule does, whatever its match', () => {
  assert.equal(may(new Permissions([rule('', 'prefix', publish)]), 'any.thing'), true)
  assert.equal(may(new Permissions([rule('', 'exact', publish)]), 'any.thing'), true)
})

test('a wildcard rule that fits replaces a prefix rule, even a more specific one', () => {
  const permissions = new Permissions([rule('com.a.b', 'prefix', {}), rule('com..b', 'wildcard', publish)])
  assert.equal(may(permissions, 'com.a.b'), true)
  assert.equal(may(permissions, 'com.a.bc'), false)
})

test('a wildcard rule never replaces an exact rule', () => {
  const permissions = new Permissions([rule('com.a.b', 'exact', {}), rule('com..b', 'wildcard', publish)])
  assert.equal(may(permissions, 'com.a.b'), false)
})

test('a blank of a wildcard rule matches exactly one component that is not blank', () => {
  const permissions = new Permissions([rule('com..x', 'wildcard', publish)])
  assert.equal(may(permissions, 'com.a.x'), true)
  assert.equal(may(permissions, 'com.a.b.x'), false)
  assert.equal(may(permissions, 'com..x'), false)
})

test('a wildcard rule also decides instead of the default, or of an exact rule that does not fit', () => {
  const wildcard = rule('com..x', 'wildcard', publish)
  assert.equal(may(new Permissions([wildcard]), 'com.a.x'), true)
  assert.equal(may(new Permissions([wildcard, rule('com.a', 'exact', {})]), 'com.a.x'), true)
})

test('only the wildcard rule with the longest literal start is tried', () => {
  const permissions = new Permissions([rule('com..x', 'wildcard', publish), rule('com.a..y', 'wildcard', publish)])
  assert.equal(may(permissions, 'com.b.x'), true)
  assert.equal(may(permissions, 'com.a.x'), false)
})

test('a wildcard rule with its blank at an end counts as an ordinary rule, and denies URIs that start with it', () => {
  const permissions = new Permissions([rule('com.', 'prefix', publish), rule('com.foo.', 'wildcard', publish)])
  assert.equal(may(permissions, 'com.fo'), true)
  assert.equal(may(permissions, 'com.foo.bar'), false)
})

test('of two rules with the same URI the later one counts', () => {
  assert.equal(may(new Permissions([rule('a', 'exact', publish), rule('a', 'prefix', {})]), 'a'), false)
})

test('names of Object.prototype are URIs like any other', () => {
  const permissions = new Permissions([rule('a', 'exact', publish)])
  for (const uri of ['constructor', '__proto__', 'toString']) assert.equal(may(permissions, uri), false)
})

test('a pattern is refused when the deciding rule covers less than the pattern', () => {
  const permissions = new Permissions([
    rule('com.a', 'exact', { subscribe: true }),
    rule('org.', 'prefix', { subscribe: true }),
  ])
  assert.equal(permissions.decide('subscribe', { uri: 'com.a', match: 'prefix' }).allowed, false)
  assert.equal(permissions.decide('subscribe', { uri: 'org.', match: 'prefix' }).allowed, true)
  assert.equal(permissions.decide('subscribe', { uri: 'org.x..y', match: 'wildcard' }).allowed, true)
})

test('a pattern is refused when an overlapping rule denies, and the refusal names that rule', () => {
  const permissions = new Permissions([rule('com.', 'prefix', { subscribe: true }), rule('com.secret', 'prefix', {})])
  const decision = permissions.decide('subscribe', { uri: 'com.', match: 'prefix' })
  assert.equal(decision.allowed, false)
  assert.match(decision.because(), /rule "com.secret"/)
  assert.equal(permissions.decide('subscribe', { uri: 'com.open.', match: 'prefix' }).allowed, true)
})

test('a shorter prefix rule that denies does not refuse a pattern that a longer rule covers: it decides about none of it', () => {
  const permissions = new Permissions([
    rule('com.chat.', 'prefix', { subscribe: true }),
    rule('com.', 'prefix', { register: true }),
  ])

  assert.equal(permissions.decide('subscribe', { uri: 'com.chat.', match: 'prefix' }).allowed, true)
  assert.equal(permissions.decide('subscribe', { uri: 'com.chat.tea', match: 'prefix' }).allowed, true)
  assert.equal(permissions.decide('subscribe', { uri: 'com.chat', match: 'prefix' }).allowed, false)
  assert.equal(permissions.decide('subscribe', { uri: 'com.', match: 'prefix' }).allowed, false)
})

test('a wildcard rule that denies refuses a pattern all the same, however short its text is', () => {
  const permissions = new Permissions([
    rule('com.chat.', 'prefix', { subscribe: true }),
    rule('com..secret', 'wildcard', {}),
  ])

  assert.equal(permissions.decide('subscribe', { uri: 'com.chat.', match: 'prefix' }).allowed, false)
})
