import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Recent } from './recent.ts'

test('what is remembered is forgotten after its time, or when it is told to', () => {
  let now = 0
  const recent = new Recent({ lifeMs: 1_000, most: 10, now: () => now })
  recent.add('a')
  recent.add('b')
  now = 999
  assert.ok(recent.has('a'))
  recent.delete('b')
  assert.ok(!recent.has('b'))
  now = 1_000
  assert.ok(!recent.has('a'))
})

test('beyond the limit the oldest is dropped', () => {
  const recent = new Recent({ lifeMs: 1_000, most: 2, now: () => 0 })
  for (const key of ['a', 'b', 'a', 'c']) recent.add(key)

  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => recent.has(key)),
    [true, false, true],
  )
})
