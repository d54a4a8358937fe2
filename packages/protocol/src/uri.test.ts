import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isReserved, isUri } from './uri.ts'

test('the components of a loose URI are not empty and have no spaces or hash signs', () => {
  for (const uri of ['a', 'com.myapp.topic1', 'com.myapp.Ünïcode-😀', 'A.B', '__proto__', 'wamp.error.x', '1.2/3:4']) {
    assert.equal(isUri(uri), true, uri)
  }
  for (const text of ['', '.', 'a.', '.a', 'a..b', 'a b', 'a.b\n', '\ta', 'a#', 'a.#.b', 'a\u00a0b', 'a\u2028b']) {
    assert.equal(isUri(text), false, JSON.stringify(text))
  }
})

test('a strict URI has lower case letters, digits and underscores', () => {
  for (const uri of ['com.myapp.topic1', 'a_b.c', '0']) assert.equal(isUri(uri, 'strict'), true, uri)
  for (const text of ['', 'Com.app', 'com.my-app', 'com.äpp', 'com..app', 'com.app.', 'a b']) {
    assert.equal(isUri(text, 'strict'), false, text)
  }
})

test('a prefix may end in a dot, or be empty', () => {
  for (const text of ['', 'com', 'com.', 'com.app.']) {
    assert.equal(isUri(text, 'loose', 'prefix'), true, text)
    assert.equal(isUri(text, 'strict', 'prefix'), true, text)
  }
  for (const text of ['.', '.com', 'com..', 'com..app', 'com. ', 'com#'])
    assert.equal(isUri(text, 'loose', 'prefix'), false, text)
})

test('a wildcard may have any component empty', () => {
  for (const text of ['', '.', '..', 'com..app', '.com', 'com.', 'com.app']) {
    assert.equal(isUri(text, 'loose', 'wildcard'), true, text)
    assert.equal(isUri(text, 'strict', 'wildcard'), true, text)
  }
  for (const text of ['com. .app', 'com.#', ' ']) assert.equal(isUri(text, 'loose', 'wildcard'), false, text)
  assert.equal(isUri('com..App', 'strict', 'wildcard'), false)
})

test('a long hostile text is checked quickly, whatever the policy', () => {
  const hostile = [
    'a'.repeat(1_000_000) + ' ',
    'a.'.repeat(500_000) + ' ',
    '.'.repeat(1_000_000) + '#',
    'a'.repeat(1_000_000) + '.',
  ]
  const start = performance.now()
  for (const text of hostile) {
    for (const check of ['loose', 'strict'] as const) {
      for (const match of ['exact', 'prefix', 'wildcard'] as const) isUri(text, check, match)
    }
  }

  assert.ok(performance.now() - start < 5000)
})

test('URIs with the first component wamp belong to the router', () => {
  for (const uri of ['wamp', 'wamp.session.count', 'wamp.']) assert.equal(isReserved(uri), true, uri)
  for (const uri of ['wampeter', 'com.wamp', 'WAMP.x', '']) assert.equal(isReserved(uri), false, uri)
})

test('no URI and no pattern begins with U+0000, which stands for bytes in JSON', () => {
  for (const match of ['exact', 'prefix', 'wildcard'] as const) {
    assert.equal(isUri('\u0000AAAA', 'loose', match), false)
    assert.equal(isUri('a.\u0000', 'loose', match), true)
  }
})
