import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TurnQueue } from './turn-queue.ts'

test('items take turns in the order in which they were added, also when others are removed meanwhile', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const) }),
    fc.record({ do: fc.constant('turn' as const) }),
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('remove' as const), at: fc.nat(20) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const queue = new TurnQueue<{ readonly id: number }>()
      let list: { readonly id: number }[] = []
      for (const [id, one] of steps.entries()) {
        if (one.do === 'add') {
          const item = { id }
          queue.add(item)
          list.push(item)
        } else if (one.do === 'remove') {
          const item = list[one.at] ?? { id }
          queue.remove(item)
          list = list.filter((other) => other !== item)
        } else {
          const item = queue.take()
          assert.equal(item, list.shift())
          if (item === undefined || one.do === 'take') continue
          queue.add(item)
          list.push(item)
        }
      }
      for (const item of list) assert.equal(queue.take(), item)
      assert.equal(queue.take(), undefined)
    }),
  )
})
