import assert from 'node:assert/strict'
import test from 'node:test'
import { readStars } from './stars.ts'

test('without match, stars define the kind of pattern', () => {
  assert.deepEqual(readStars('com.example', undefined), { uri: 'com.example', match: 'exact' })
  assert.deepEqual(readStars('com.*', undefined), { uri: 'com.', match: 'prefix' })
  assert.deepEqual(readStars('*', undefined), { uri: '', match: 'prefix' })
  assert.deepEqual(readStars('com.*.x', undefined), { uri: 'com..x', match: 'wildcard' })
  assert.deepEqual(readStars('com.*.*', undefined), { uri: 'com..', match: 'wildcard' })
})

test('with match, a star is an ordinary character', () => {
  assert.deepEqual(readStars('com.*', 'prefix'), { uri: 'com.*', match: 'prefix' })
  assert.deepEqual(readStars('*', 'exact'), { uri: '*', match: 'exact' })
})
