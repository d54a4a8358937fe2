import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFrame } from './read-frame.ts'
import type { Frame } from './read-frame.ts'

const GIVEN = { id: 'given', now: 1_000 }
const read = (value: unknown): Frame => readFrame(typeof value === 'string' ? value : JSON.stringify(value), GIVEN)

test('the reference’s form gets an id and a time, and no confirmation', () => {
  const expected = {
    kind: 'message',
    message: { id: 'given', thread: 'tea', author: 'ada', text: 'hi', at: 1_000 },
    sender: undefined,
  }
  assert.deepEqual(read({ user: 'ada', thread: 'tea', message: 'hi' }), expected)
  assert.deepEqual(read({ user: 'ada', thread: 'workshop.chat.tea', message: 'hi' }), expected)
})

test('the recorder’s form keeps its id and time, and is confirmed as it was sent', () => {
  const frame = read({ user: 'ada', thread: 'tea', message: 'hi', id: '7', at: 5 })

  assert.deepEqual(frame.kind === 'message' && frame.message.id, '7')
  assert.deepEqual(frame.sender, { id: '7', thread: 'tea', user: 'ada' })
})

test('a gap has two times', () => {
  assert.deepEqual(read({ id: 'gap 1', gap: { from: 1, to: 2 } }), {
    kind: 'gap',
    id: 'gap 1',
    from: 1,
    to: 2,
    sender: { id: 'gap 1' },
  })
  assert.deepEqual(read({ gap: { from: 1, to: 2 } }), {
    ...{ kind: 'gap', id: 'given', from: 1, to: 2 },
    sender: undefined,
  })
  for (const gap of [null, {}, { from: 2, to: 1 }, { from: '1', to: 2 }])
    assert.equal(read({ id: 'gap 1', gap }).kind, 'malformed')
})

test('what is no message is malformed', () => {
  for (const text of [
    '',
    'hello',
    '7',
    'null',
    '[]',
    '{}',
    '{"user":"ada"}',
    '{"user":"ada","thread":"tea","message":7}',
  ])
    assert.equal(read(text).kind, 'malformed', text)
})

test('a message that can never be stored is told from one that is none', () => {
  const message = { user: 'ada', thread: 'tea', message: 'hi' }
  for (const change of [
    { thread: 'Tea Time' },
    { message: '☕'.repeat(6_000) },
    { id: 'x'.repeat(65) },
    { id: 7 },
    { at: -1 },
    { at: 'now' },
    { at: 1e300 },
  ])
    assert.equal(read({ ...message, ...change }).kind, 'unstorable', JSON.stringify(change).slice(0, 60))
})
