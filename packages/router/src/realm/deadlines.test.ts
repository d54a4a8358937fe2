import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Deadlines } from './deadlines.ts'
import type { Deadline } from './deadlines.ts'

test('entries that are due run once, the earliest first', () => {
  const deadlines = new Deadlines()
  const ran: number[] = []
  for (const at of [30, 10, 20, 40]) deadlines.add(at, () => (ran.push(at), []))
  assert.equal(deadlines.deadline, 10)
  deadlines.tick(30)
  deadlines.tick(30)
  assert.deepEqual(ran, [10, 20, 30])
  assert.equal(deadlines.deadline, 40)
})

test('a cancelled entry does not run, and cancelling again is harmless', () => {
  const deadlines = new Deadlines()
  const entry = deadlines.add(10, () => assert.fail('it was cancelled'))
  entry.cancel()
  entry.cancel()
  assert.equal(deadlines.deadline, undefined)
  assert.deepEqual(deadlines.tick(100), [])
})

test('an entry that another entry cancels does not run, although both are due', () => {
  const deadlines = new Deadlines()
  const later = deadlines.add(20, () => assert.fail('it was cancelled'))
  deadlines.add(10, () => (later.cancel(), []))
  deadlines.tick(30)
  assert.equal(deadlines.deadline, undefined)
})

test('an entry that is added while others run waits for the next tick', () => {
  const deadlines = new Deadlines()
  let runs = 0
  const again = () => {
    runs++
    deadlines.add(0, again)
    return []
  }
  deadlines.add(0, again)
  deadlines.tick(10)
  assert.equal(runs, 1)
  deadlines.tick(10)
  assert.equal(runs, 2)
})

test('of many entries that are due together, each tick runs a few, and the rest stays due', () => {
  const deadlines = new Deadlines()
  const ran: number[] = []
  for (let entry = 0; entry < 50; entry++) deadlines.add(10, () => (ran.push(entry), []))
  const steps = []
  while (deadlines.deadline !== undefined) {
    deadlines.tick(20)
    steps.push(ran.length)
  }
  assert.deepEqual(steps, [20, 40, 50])
})

test('after any history the deadline is the earliest of the remaining entries', () => {
  const step = fc.oneof(fc.nat(50), fc.record({ cancel: fc.nat(60) }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const deadlines = new Deadlines()
      const entries: { readonly at: number; readonly deadline: Deadline; isLeft: boolean }[] = []
      for (const one of steps) {
        if (typeof one === 'number') entries.push({ at: one, deadline: deadlines.add(one, () => []), isLeft: true })
        else {
          const entry = entries[one.cancel % (entries.length || 1)]
          entry?.deadline.cancel()
          if (entry !== undefined) entry.isLeft = false
        }
        const left = entries.filter(({ isLeft }) => isLeft).map(({ at }) => at)
        assert.equal(deadlines.deadline, left.length === 0 ? undefined : Math.min(...left))
        assert.equal(deadlines.size, left.length)
      }
    }),
  )
})
