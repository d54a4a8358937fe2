import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LinkedList } from './linked-list.ts'
import type { Place } from './linked-list.ts'

test('a list keeps the order in which items were added or moved to its end, whatever is removed meanwhile', () => {
  const step = fc.record({ do: fc.constantFrom('add', 'remove', 'move'), at: fc.nat(20) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const list = new LinkedList<number>()
      let places: Place<number>[] = []
      for (const [item, one] of steps.entries()) {
        const place = places[one.at]
        if (one.do === 'add') places.push(list.add(item))
        else if (place !== undefined) {
          places = places.filter((other) => other !== place)
          if (one.do === 'move') places.push(place)
          if (one.do === 'move') list.moveToEnd(place)
          else list.remove(place)
        }
        const items = places.map((each) => each.item)
        assert.deepEqual([...list], items)
        assert.deepEqual([list.size, list.first, list.last], [items.length, places[0], places.at(-1)])
        assert.deepEqual(
          places.map(({ before, after }) => [before, after]),
          places.map((_, index) => [places[index - 1], places[index + 1]]),
        )
      }
    }),
  )
})
