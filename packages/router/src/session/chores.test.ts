import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chores, counted, timed } from './chores.ts'
import type { ChoresBound } from './chores.ts'

/** Chores with five milliseconds per turn, or with another bound. Each piece of work takes time. */
function setUp(bound?: ChoresBound) {
  let ms = 1_000
  const due: (() => void)[] = []
  const left: string[] = []
  const chores = new Chores(bound ?? timed(5, () => ms), (run) => void due.push(run))
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

test('work that is counted is done a number of pieces per turn, whatever time each takes, in order', () => {
  const { left, leave, endTurn, due } = setUp(counted(2))
  for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries()) leave(name, index * 10)
  assert.deepEqual(left, ['a', 'b'])
  endTurn()
  assert.deepEqual(left, ['a', 'b', 'c', 'd'])
  endTurn()
  assert.deepEqual(left, ['a', 'b', 'c', 'd', 'e'])
  endTurn()
  assert.equal(due.length, 0)
})

for (const [what, bound] of [['time', undefined] as const, ['number', counted(2)] as const])
  test(`after work that used up the bound of its turn, work of a later turn is done at once (${what})`, () => {
    const { left, leave, endTurn } = setUp(bound)
    for (const name of ['a', 'b', 'c', 'd']) leave(name, 3)
    endTurn()
    endTurn()
    leave('e', 0)
    assert.deepEqual(left, ['a', 'b', 'c', 'd', 'e'])
  })

test('work that is added by other work counts too', () => {
  const done: string[] = []
  const chores = new Chores(counted(2), () => {})
  chores.add(() => chores.add(() => void done.push('a')))
  chores.add(() => void done.push('b'))
  assert.deepEqual(done, ['a'])
})
