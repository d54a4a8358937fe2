import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { pretendSalt } from './pretend-salt.ts'

test('a pretended salt has the length, the alphabet and the padding of a real one', () => {
  for (const [real, looks] of [
    ['123456', /^[0-9]{6}$/],
    ['0a1b2c3d', /^[0-9a-f]{8}$/],
    ['0A1B2C3D', /^[0-9A-F]{8}$/],
    ['salt123', /^[0-9a-z]{7}$/],
    ['c2FsdDEyMw==', /^[A-Za-z0-9]{10}==$/],
    ['c2Fsd+Ey/w==', /^[A-Za-z0-9+/]{10}==$/],
    ['what a §alt!', /^[\x21-\x7e]{12}$/],
  ] as const)
    assert.match(pretendSalt(real, randomBytes(32)), looks)
})

test('a pretended salt reveals no character of the real one', () => {
  const used = new Set<string>()
  for (let round = 0; round < 200; round++)
    for (const letter of pretendSalt('aaaa0000', randomBytes(32))) used.add(letter)
  assert.deepEqual([...used].toSorted().join(''), '0123456789abcdef')
})

test('a name gets the same salt each time, and another name another salt', () => {
  const [one, other] = [randomBytes(32), randomBytes(32)]
  assert.equal(pretendSalt('0123456789abcdef', one), pretendSalt('0123456789abcdef', one))
  assert.notEqual(pretendSalt('0123456789abcdef', one), pretendSalt('0123456789abcdef', other))
})
