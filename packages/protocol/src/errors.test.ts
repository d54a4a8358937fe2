import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation, Refusal, WampError } from './errors.ts'

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

test('a refusal has no stack, and takes none from the errors after it', () => {
  const refusal = new Refusal('com.app.error', 'not saved', { kwargs: { a: 1 } })

  assert.equal(refusal.stack?.includes('\n') ?? false, false)
  assert.ok(refusal instanceof WampError)
  assert.deepEqual([refusal.uri, refusal.message, refusal.kwargs], ['com.app.error', 'not saved', { a: 1 }])
  assert.match(new WampError('com.app.error', 'not saved').stack ?? '', /errors\.test/)
})

test('a refusal that cannot be made takes no stack from the errors after it', () => {
  const broken = {
    get cause(): never {
      throw new TypeError('no cause')
    },
  }

  assert.throws(() => new Refusal('com.app.error', 'not saved', broken), TypeError)
  assert.match(new WampError('com.app.error', 'not saved').stack ?? '', /errors\.test/)
})
