import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RingLimit } from './ring-limit.ts'

test('a person rings so often in any minute, and others are not hindered', () => {
  let now = 0
  const rings = new RingLimit(2, () => now)
  assert.deepEqual([rings.take('ada'), rings.take('ada'), rings.take('ada')], [true, true, false])
  assert.ok(rings.take('ben'))
  now = 59_999
  assert.ok(!rings.take('ada'))
  now = 60_001
  assert.ok(rings.take('ada'))
})

test('people without number take a bounded memory', () => {
  const rings = new RingLimit(2)
  for (let number = 0; number < 11_000; number++) rings.take(`person ${number}`)
  assert.equal(rings.size, 10_000)
})
