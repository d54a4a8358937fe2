import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncomingMessage } from '../contract.ts'
import { changesAfter } from './changes.ts'
import { endMember } from './members.ts'
import { append, appendGap, deleteMessage, history, messagesOf } from './messages.ts'
import { databaseWith, NOW, openThread } from './test-data.ts'
import { deleteUser } from './users.ts'

const message = (id: string, text: string, author = 'ann'): IncomingMessage => ({
  id,
  thread: 'tea',
  author,
  text,
  at: NOW,
})

test('a message of a member is stored once, under its id', () => {
  const database = databaseWith('ann')
  openThread(database, 'tea', 'ann')

  assert.deepEqual(append(database, [message('1', 'hi'), message('1', 'hi'), message('1', 'other')]), [
    'stored',
    'known',
    'id_reused',
  ])
})

test('two authors may use the same id in one thread', () => {
  const database = databaseWith('ann', 'ben')
  openThread(database, 'tea', 'ann', 'ben')

  assert.deepEqual(append(database, [message('1', 'hi'), message('1', 'hello', 'ben')]), ['stored', 'stored'])
})

test('strangers, unknown users and those who have left cannot write', () => {
  const database = databaseWith('ann', 'ben', 'eve')
  openThread(database, 'tea', 'ann', 'ben')
  endMember(database, { user: 'ben', thread: 'tea', member: 'ben', now: NOW })

  assert.deepEqual(
    append(database, [message('1', 'x', 'ben'), message('1', 'x', 'eve'), message('1', 'x', 'nobody')]),
    ['no_access', 'no_access', 'no_access'],
  )
})

test('the history comes in pages, oldest first within a page, newest page first', () => {
  const database = databaseWith('ann')
  openThread(database, 'tea', 'ann')
  append(
    database,
    ['1', '2', '3', '4', '5'].map((id) => message(id, `text ${id}`)),
  )
  const idsOf = (before?: number) => {
    const page = history(database, { user: 'ann', thread: 'tea', limit: 2, ...(before && { before }) })
    const ids = page?.entries.map((entry) => (entry.kind === 'message' ? entry.message.id : 'gap'))
    return { ids, before: page?.before }
  }

  const newest = idsOf()
  const middle = idsOf(newest.before)
  const oldest = idsOf(middle.before)

  assert.deepEqual(newest.ids, ['4', '5'])
  assert.deepEqual(middle.ids, ['2', '3'])
  assert.deepEqual(oldest, { ids: ['1'], before: undefined })
})

test('a gap is an entry in the histories of the threads that existed then', () => {
  const database = databaseWith('ann')
  openThread(database, 'tea', 'ann')
  append(database, [message('1', 'before')])
  appendGap(database, { id: 'g1', from: NOW + 1, to: NOW + 5 })
  append(database, [message('2', 'after')])
  appendGap(database, { id: 'g2', from: NOW - 9, to: NOW - 5 })

  const page = history(database, { user: 'ann', thread: 'tea', limit: 10 })

  assert.deepEqual(
    page?.entries.map(({ kind }) => kind),
    ['message', 'gap', 'message'],
  )
})

test('a gap that is sent again is stored once, and another one with the same times is another gap', () => {
  const database = databaseWith('ann')
  openThread(database, 'tea', 'ann')
  append(database, [message('g1', 'a message may have the id of a gap')])
  const gap = { from: NOW + 1, to: NOW + 5 }

  assert.deepEqual(
    ['g1', 'g1', 'g2'].map((id) => appendGap(database, { id, ...gap })),
    ['stored', 'known', 'stored'],
  )
  const entries = history(database, { user: 'ann', thread: 'tea', limit: 10 })?.entries
  assert.deepEqual(
    entries?.map(({ kind }) => kind),
    ['message', 'gap', 'gap'],
  )
})

test('the threads in which a deleted user spoke are told, and what was not deleted before is gone', () => {
  const database = databaseWith('ann', 'ben')
  for (const thread of ['tea', 'milk', 'silent']) openThread(database, thread, 'ann', 'ben')
  append(database, [message('1', 'hi'), message('2', 'hi'), { ...message('1', 'hi'), thread: 'milk' }])
  deleteMessage(database, { user: 'ann', thread: 'milk', id: '1', now: NOW })
  const { seq } = changesAfter(database, { after: undefined, limit: 10 })
  deleteUser(database, { user: 'ann', now: NOW + 5 })

  assert.deepEqual(
    changesAfter(database, { after: seq, limit: 10 }).changes.filter(({ kind }) => kind === 'messages_deleted'),
    [{ kind: 'messages_deleted', user: 'ann', thread: 'tea', seq: seq + 2, at: NOW + 5 }],
  )
  assert.deepEqual(history(database, { user: 'ben', thread: 'tea', limit: 10 })?.entries, [])
})

test('a stranger sees no history', () => {
  const database = databaseWith('ann', 'eve')
  openThread(database, 'tea', 'ann')

  assert.equal(history(database, { user: 'eve', thread: 'tea', limit: 10 }), undefined)
  assert.equal(history(database, { user: 'eve', thread: 'nowhere', limit: 10 }), undefined)
})

test('a deleted message loses its text, stays out of the history, and does not come back when it is sent again', () => {
  const database = databaseWith('ann', 'ben')
  openThread(database, 'tea', 'ann', 'ben')
  append(database, [message('1', 'regretted')])

  assert.equal(deleteMessage(database, { user: 'ben', thread: 'tea', id: '1', now: NOW }), false)
  assert.equal(deleteMessage(database, { user: 'ann', thread: 'tea', id: '1', now: NOW }), true)
  assert.equal(deleteMessage(database, { user: 'ann', thread: 'tea', id: '1', now: NOW }), false)

  const { changes } = changesAfter(database, { after: 0, limit: 10 })
  assert.deepEqual(
    changes.filter(({ kind }) => kind === 'message_deleted'),
    [{ kind: 'message_deleted', user: 'ann', thread: 'tea', message: '1', seq: changes.at(-1)?.seq, at: NOW }],
  )
  assert.deepEqual(append(database, [message('1', 'regretted')]), ['deleted'])
  assert.deepEqual(history(database, { user: 'ben', thread: 'tea', limit: 10 })?.entries, [])
  assert.deepEqual(messagesOf(database, { user: 'ann', after: 0, limit: 10 }), [])
  assert.equal(
    database.get(`SELECT 1 FROM history WHERE text LIKE '%regretted%'`),
    undefined,
    'the text is gone from the table',
  )
})

test('SQL and HTML in a text are text', () => {
  const database = databaseWith('ann')
  openThread(database, 'tea', 'ann')
  const text = `'); DROP TABLE users; -- <script>alert(1)</script> \u0000 \u{1F375}`
  append(database, [message('1', text)])

  const [entry] = history(database, { user: 'ann', thread: 'tea', limit: 1 })?.entries ?? []

  assert.equal(entry?.kind === 'message' && entry.message.text, text)
})
