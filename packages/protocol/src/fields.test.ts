import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from './errors.ts'
import { asCode, asDict, asId, asIdOrZero, asString, asUri, describe, isId } from './fields.ts'
import { EMPTY_DICT, dictOf } from './values.ts'

test('ids go from 1 to 2^53, both included', () => {
  for (const id of [1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1.0]) assert.equal(asId(id, 'x'), id)
  for (const other of [0, -1, 1.5, 2 ** 53 + 2, NaN, Infinity, '1', 1n, true, null, undefined, [1], {}]) {
    assert.equal(isId(other), false)
    assert.throws(
      () => asId(other, 'PUBLISH.Request'),
      /^ProtocolViolation: PUBLISH.Request must be an id from 1 to 2\^53/,
    )
  }
})

test('0 is an id only in a revocation', () => {
  assert.equal(asIdOrZero(0, 'x'), 0)
  assert.equal(asIdOrZero(7, 'x'), 7)
  assert.throws(() => asIdOrZero(-1, 'x'), ProtocolViolation)
})

test('a code is an integer of at least 0', () => {
  assert.equal(asCode(0, 'x'), 0)
  assert.equal(asCode(48, 'x'), 48)
  for (const other of [-1, 0.5, '48', null]) assert.throws(() => asCode(other, 'x'), ProtocolViolation)
})

test('any string is accepted as a URI, because the realm checks URIs', () => {
  for (const text of ['', 'com.app', 'no uri at all']) assert.equal(asUri(text, 'x'), text)
  for (const other of [7, null, ['com.app']]) assert.throws(() => asUri(other, 'x'), ProtocolViolation)
})

test('an empty list is an empty dictionary, as PHP writes it; other lists are refused', () => {
  assert.equal(asDict([], 'x'), EMPTY_DICT)
  assert.equal(asDict(dictOf([]), 'x'), EMPTY_DICT)
  assert.deepEqual(asDict(dictOf([['a', 1]]), 'x'), dictOf([['a', 1]]))
  for (const other of [[1], null, undefined, 'a', 7, true, new Uint8Array()]) {
    assert.throws(() => asDict(other, 'x'), /x must be a dictionary, not /)
  }
})

test('a refusal describes the value in a text of bounded length', () => {
  assert.equal(describe('short'), 'the string "short"')
  assert.equal(describe('x'.repeat(1_000_000)), 'a string of 1000000 characters')
  assert.equal(describe(new Array(1000).fill(0)), 'a list')
  assert.equal(describe({ secret: 1 }), 'a dictionary')
  assert.equal(describe(new Uint8Array(5)), 'bytes')
  assert.equal(describe(null), 'null')
  assert.equal(describe(undefined), 'nothing')
  assert.equal(describe(1.5), 'the number 1.5')
  assert.throws(() => asString(['x'], 'GOODBYE.Reason'), /GOODBYE.Reason must be a string, not a list/)
})
