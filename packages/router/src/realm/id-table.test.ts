import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IdTable } from './id-table.ts'

const ids = <Value>(table: IdTable<Value>): readonly Value[] => table.values()

test('an entry is found by its id until it is deleted', () => {
  const table = new IdTable<string>()
  table.set(1, 'one')
  table.set(2, 'two')
  assert.deepEqual([table.get(1), table.get(2), table.get(3), table.size], ['one', 'two', undefined, 2])
  table.delete(1)
  table.delete(1)
  table.delete(3)
  assert.deepEqual([table.get(1), table.get(2), table.size], [undefined, 'two', 1])
})

test('an entry with the same id replaces the first one', () => {
  const table = new IdTable<string>()
  table.set(5, 'old')
  table.set(5, 'new')
  assert.deepEqual([table.get(5), table.size, ids(table)], ['new', 1, ['new']])
})

test('values come in the order of their ids', () => {
  const table = new IdTable<number>()
  const given = [40, 3, 19, 2 ** 53, 35, 1]
  for (const id of given) table.set(id, id)
  assert.deepEqual(
    ids(table),
    given.toSorted((one, other) => one - other),
  )
})

test('ids that want the same place are all kept, and memory stays in proportion to their number', () => {
  const table = new IdTable<number>()
  const alike = Array.from({ length: 2_000 }, (_, index) => index * 2 ** 40 + 7)
  for (const id of alike) table.set(id, id)
  assert.equal(table.size, 2_000)
  assert.ok(alike.every((id) => table.get(id) === id))
  assert.ok(table.places <= 4 * 2_000)
  for (const id of alike) table.delete(id)
  assert.deepEqual([table.size, ids(table)], [0, []])
})

test('a table that has become empty gives its memory back', () => {
  const table = new IdTable<number>()
  for (let id = 1; id <= 10_000; id++) table.set(id, id)
  assert.ok(table.places >= 10_000)
  for (let id = 1; id <= 10_000; id++) table.delete(id)
  assert.equal(table.places, 16)
})

test('it does what a Map does, over random histories', () => {
  let seed = 42
  const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below
  for (let run = 0; run < 50; run++) {
    const [table, map] = [new IdTable<number>(), new Map<number, number>()]
    const far = run % 2 === 0 ? 1 : 2 ** (random(20) + 4)
    for (let step = 0; step < 2_000; step++) {
      const id = (1 + random(300)) * far
      if (random(5) < 2) {
        table.delete(id)
        map.delete(id)
      } else {
        table.set(id, step)
        map.set(id, step)
      }
      assert.equal(table.get(id), map.get(id))
    }
    assert.equal(table.size, map.size)
    assert.deepEqual(
      ids(table),
      [...map].toSorted(([one], [other]) => one - other).map(([, value]) => value),
    )
  }
})
