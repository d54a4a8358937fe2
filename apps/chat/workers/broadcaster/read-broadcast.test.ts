import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBroadcast } from './read-broadcast.ts'

test('a bare text is the message, also one that begins like JSON', () => {
  for (const text of ['hello', '{hello}', '{"text":"hello"}', '"hello"', '☕', '[]'])
    assert.equal(readBroadcast(text), text)
})

test('JSON may hold the message', () => {
  assert.equal(readBroadcast('{"message":"hello"}'), 'hello')
  assert.equal(readBroadcast('{ "message": "<b>hello</b>", "user": "x" }'), '<b>hello</b>')
})

test('an empty message and one that is too long are none', () => {
  for (const text of ['', '{"message":""}', 'x'.repeat(16_385)]) assert.equal(readBroadcast(text), undefined)
})
