import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { EMPTY_DICT, dictOf, isDict } from './values.ts'

test('dictionaries are plain objects, with or without prototype, from any realm of JavaScript', () => {
  for (const dict of [{}, { a: 1 }, EMPTY_DICT, dictOf([]), runInNewContext('({ a: 1 })')])
    assert.equal(isDict(dict), true)
  for (const other of [
    null,
    undefined,
    [],
    'a',
    7,
    new Uint8Array(),
    new Map(),
    new Date(0),
    new (class Own {})(),
    () => 1,
  ]) {
    assert.equal(isDict(other), false)
  }
})

test('a dictionary made from entries has no prototype, and keeps the last of equal keys', () => {
  const dict = dictOf([
    ['__proto__', 1],
    ['toString', 2],
    ['a', 3],
    ['a', 4],
  ])

  assert.equal(Object.getPrototypeOf(dict), null)
  assert.deepEqual(Object.entries(dict), [
    ['__proto__', 1],
    ['toString', 2],
    ['a', 4],
  ])
})

test('the empty dictionary stays empty', () => {
  assert.equal(Object.isFrozen(EMPTY_DICT), true)
})
