import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation, WampError } from './errors.ts'

test('an error has its URI, and its text as first argument', () => {
  const cause = new Error('disk full')
  const error = new WampError('com.app.error', 'not saved', { cause })

  assert.equal(error.uri, 'com.app.error')
  assert.equal(error.message, 'not saved')
  assert.deepEqual(error.args, ['not saved'])
  assert.equal(error.kwargs, undefined)
  assert.equal(error.cause, cause)
})

test('an error without text has no arguments, and given ones come first', () => {
  assert.deepEqual(new WampError('com.app.error', '').args, [])
  assert.deepEqual(new WampError('com.app.error', 'text', { args: [1], kwargs: { a: 2 } }).args, [1])
})

test('WampError and ProtocolViolation differ in class and name', () => {
  assert.equal(new WampError('x', 'y').name, 'WampError')
  assert.equal(new ProtocolViolation('y').name, 'ProtocolViolation')
  assert.equal(new ProtocolViolation('y') instanceof WampError, false)
})
