import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFrames } from './read-frame.ts'
import type { Frame } from './read-frame.ts'

const GIVEN = { id: 'given', now: 1_000 }
const all = (text: string): readonly Frame[] => readFrames(text, () => GIVEN)
function read(value: unknown): Frame {
  const [frame, ...more] = all(typeof value === 'string' ? value : JSON.stringify(value))
  assert.ok(frame !== undefined && more.length === 0)
  return frame
}

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

test('a list holds several entries, each judged by itself', () => {
  const message = { user: 'ada', thread: 'tea', message: 'hi' }
  const list = JSON.stringify([message, { ...message, thread: 'Tea Time' }, 7, [message], { gap: { from: 1, to: 2 } }])

  assert.deepEqual(
    all(list).map(({ kind }) => kind),
    ['message', 'unstorable', 'malformed', 'malformed', 'gap'],
  )
})

test('a list that is too long is dropped as one', () => {
  assert.equal(all(JSON.stringify(Array.from({ length: 1_000 }, () => 0))).length, 1_000)
  assert.deepEqual(
    all(JSON.stringify(Array.from({ length: 1_001 }, () => 0))).map(({ kind }) => kind),
    ['malformed'],
  )
})
