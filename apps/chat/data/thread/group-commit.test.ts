import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseWith, NOW, openThread } from '../operations/test-data.ts'
import { GroupCommit } from './group-commit.ts'
import type { Answer } from './protocol.ts'

function group() {
  const database = databaseWith('ann')
  openThread(database, 'tea', 'ann')
  const answers: Answer[] = []
  const due: (() => void)[] = []
  const commit = new GroupCommit(database, {
    lockWaitMs: 0,
    answer: (answer) => answers.push(answer),
    now: () => 0,
    later: (run) => due.push(run),
  })
  const turn = () => due.splice(0).forEach((run) => run())
  return { database, answers, commit, turn }
}

const message = (id: string, text: unknown = 'hi') => [{ id, thread: 'tea', author: 'ann', text, at: NOW }]

test('writes that arrive together share a transaction, and are answered after its commit', () => {
  const { answers, commit, turn } = group()

  commit.ask(1, 'append', message('1'))
  commit.ask(2, 'append', message('2'))
  assert.deepEqual(answers, [])
  turn()

  assert.deepEqual(answers, [
    { kind: 'batch', writes: 2, ms: 0 },
    { kind: 'done', id: 1, output: ['stored'] },
    { kind: 'done', id: 2, output: ['stored'] },
  ])
})

test('a write that fails does not undo the others of its transaction', () => {
  const { answers, commit, turn, database } = group()

  commit.ask(1, 'append', message('1'))
  commit.ask(2, 'append', message('2', {}))
  commit.ask(3, 'append', message('3'))
  turn()

  assert.deepEqual(
    answers.map(({ kind }) => kind),
    ['batch', 'done', 'failed', 'done'],
  )
  assert.equal(database.all('SELECT 1 FROM history').length, 2)
})

test('a read is answered at once, before the writes that wait', () => {
  const { answers, commit } = group()

  commit.ask(1, 'append', message('1'))
  commit.ask(2, 'isMember', { user: 'ann', thread: 'tea' })

  assert.deepEqual(answers, [{ kind: 'done', id: 2, output: true }])
})

test('a transaction that the environment ends undoes and refuses all of its writes', () => {
  const { answers, commit, turn, database } = group()
  database.exec(`PRAGMA max_page_count = ${database.get<{ page_count: number }>('PRAGMA page_count')?.page_count}`)

  commit.ask(1, 'append', message('1'))
  commit.ask(2, 'append', message('2', 'x'.repeat(50_000)))
  turn()

  assert.deepEqual(
    answers.map((answer) => (answer.kind === 'failed' ? answer.failure.isUnavailable : answer.kind)),
    [true, true],
  )
  assert.equal(database.all('SELECT 1 FROM history').length, 0)
})

test('closing waits for the writes', () => {
  const { answers, commit, turn } = group()
  commit.ask(1, 'append', message('1'))
  commit.whenIdle(() => answers.push({ kind: 'opened' }))
  turn()

  assert.equal(answers.at(-1)?.kind, 'opened')
  assert.equal(answers.length, 3)
})
