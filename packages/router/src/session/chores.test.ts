import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chores } from './chores.ts'

function setUp() {
  let ms = 1_000
  const due: (() => void)[] = []
  const left: string[] = []
  const chores = new Chores({ now: () => ms, defer: (run) => void due.push(run) })
  const work = (name: string, costMs: number) => () => {
    left.push(name)
    ms += costMs
  }
  return {
    left,
    due,
    postpone: (name: string, costMs: number) => chores.postpone(work(name, costMs)),
    leave: (name: string, costMs: number) => chores.add(work(name, costMs)),
    endTurn: () => due.splice(0).forEach((run) => run()),
  }
}

test('a session ends at once while the turn has time', () => {
  const { left, leave } = setUp()
  for (const name of ['a', 'b']) leave(name, 1)
  assert.deepEqual(left, ['a', 'b'])
})

test('work that is postponed never runs in the turn that added it', () => {
  const { left, postpone, endTurn } = setUp()
  postpone('a', 1)
  assert.deepEqual(left, [])
  endTurn()
  assert.deepEqual(left, ['a'])
})

test('sessions that cost more than the turn has end in later turns, in order', () => {
  const { left, leave, endTurn, due } = setUp()
  for (const name of ['a', 'b', 'c', 'd']) leave(name, 3)
  assert.deepEqual(left, ['a', 'b'])
  leave('e', 0)
  assert.deepEqual(left, ['a', 'b'])
  endTurn()
  assert.deepEqual(left, ['a', 'b', 'c', 'd'])
  endTurn()
  assert.deepEqual([left.at(-1), due.length], ['e', 0])
})
