import assert from 'node:assert/strict'
import { test } from 'node:test'
import { covers, matches, meets } from './pattern.ts'
import type { Pattern } from './pattern.ts'

const exact = (uri: string): Pattern => ({ uri, match: 'exact' })
const prefix = (uri: string): Pattern => ({ uri, match: 'prefix' })
const wildcard = (uri: string): Pattern => ({ uri, match: 'wildcard' })

test('exact patterns match themselves', () => {
  assert.equal(matches({ uri: 'com.app', match: 'exact' }, 'com.app'), true)
  assert.equal(matches({ uri: 'com.app', match: 'exact' }, 'com.app.x'), false)
  assert.equal(matches({ uri: 'com..x', match: 'exact' }, 'com.a.x'), false)
})

test('prefixes match by characters, not by components', () => {
  assert.equal(matches({ uri: 'com.a', match: 'prefix' }, 'com.a'), true)
  assert.equal(matches({ uri: 'com.a', match: 'prefix' }, 'com.ab.c'), true)
  assert.equal(matches({ uri: 'com.a.', match: 'prefix' }, 'com.ab'), false)
  assert.equal(matches({ uri: '', match: 'prefix' }, 'anything'), true)
  assert.equal(matches({ uri: 'com.app', match: 'prefix' }, 'com.ap'), false)
})

test('an empty component of a wildcard matches any one component', () => {
  assert.equal(matches({ uri: 'com.myapp..userevent', match: 'wildcard' }, 'com.myapp.foo.userevent'), true)
  assert.equal(matches({ uri: 'com.myapp..userevent', match: 'wildcard' }, 'com.myapp.foo.bar.userevent'), false)
  assert.equal(matches({ uri: 'com.myapp..userevent', match: 'wildcard' }, 'com.myapp2.foo.userevent'), false)
  assert.equal(matches({ uri: 'com.myapp..userevent', match: 'wildcard' }, 'com.myapp.foo.user'), false)
  assert.equal(matches({ uri: 'com..x', match: 'wildcard' }, 'com.a.b.x'), false)
  assert.equal(matches({ uri: '..', match: 'wildcard' }, 'a.b.c'), true)
  assert.equal(matches({ uri: '', match: 'wildcard' }, 'a'), true)
})

test('a pattern covers another when it matches every URI that the other matches', () => {
  assert.equal(covers(prefix('com.'), exact('com.a')), true)
  assert.equal(covers(prefix('com.'), prefix('com.a')), true)
  assert.equal(covers(prefix('com.a'), prefix('com.')), false)
  assert.equal(covers(prefix('com.a'), wildcard('com.a..b')), true)
  assert.equal(covers(prefix('com.a'), wildcard('com..b')), false)
  assert.equal(covers(wildcard('com..'), wildcard('com.a.')), true)
  assert.equal(covers(wildcard('com.a.'), wildcard('com..')), false)
  assert.equal(covers(wildcard('com.'), prefix('com.')), false)
  assert.equal(covers(exact('com.a'), prefix('com.a')), false)
})

test('two patterns meet when some URI matches both', () => {
  assert.equal(meets(exact('com.a'), wildcard('com.')), true)
  assert.equal(meets(prefix('com.a'), prefix('com.ab.')), true)
  assert.equal(meets(prefix('com.a'), prefix('com.b')), false)
  assert.equal(meets(prefix('com.ab'), wildcard('..x')), true)
  assert.equal(meets(prefix('com.ab.x.y'), wildcard('..x')), false)
  assert.equal(meets(prefix('org'), wildcard('com..x')), false)
  assert.equal(meets(wildcard('com..x'), wildcard('.a.')), true)
  assert.equal(meets(wildcard('com..x'), wildcard('..y')), false)
})
