import assert from 'node:assert/strict'
import test from 'node:test'
import { inspect } from './inspect.ts'

test('values look as in a console', () => {
  class Subscription {
    topic = 'test'
    _hidden = 1
    session = new Map()
  }
  assert.equal(inspect('a'), '"a"')
  assert.equal(inspect([1, 'a', null, undefined, 2n]), '[1, "a", null, undefined, 2n]')
  assert.equal(inspect({ a: { b: [] } }), '{ a: { b: [] } }')
  assert.equal(inspect(new Subscription()), 'Subscription { topic: "test", session: Map {…} }')
  assert.equal(inspect(new TypeError('no')), 'TypeError: no')
  assert.equal(inspect(Promise.resolve()), 'Promise')
  assert.equal(inspect(Object.create(null)), '{}')
})

test('a cycle, a depth, a length and a getter do no harm', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  const deep = JSON.parse('['.repeat(500) + ']'.repeat(500))
  const getter = {
    get boom(): never {
      throw new Error('called')
    },
  }

  assert.equal(inspect(cycle), '{ self: (itself) }')
  assert.match(inspect(deep), /^\[\[\[\[Array\(1\)\]\]\]\]$/)
  assert.ok(inspect('x'.repeat(1_000_000)).length < 3_000)
  assert.ok(inspect(Array.from({ length: 100_000 }, () => 'x')).length < 3_000)
  assert.equal(inspect(getter), '{ boom: (computed) }')
})
