import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FLUSH_MS, Flushes } from './flushes.ts'

/** Makes outboxes of which eight take a millisecond to flush. */
function setUp() {
  const time = { ms: 0 }
  const flushed: string[] = []
  const flushes = new Flushes(() => time.ms)
  const add = (name: string, count: number): void => {
    for (let index = 0; index < count; index++)
      flushes.add({
        flush() {
          time.ms += 1 / 8
          flushed.push(name)
        },
      })
  }
  return { flushes, flushed, add }
}

test('outboxes that a turn has no time for are flushed in the next turns', () => {
  const { flushes, flushed, add } = setUp()
  add('many', 800)
  flushes.flush()
  assert.ok(flushed.length >= 8 * FLUSH_MS && flushed.length <= 16 * FLUSH_MS)
  assert.equal(flushes.isEmpty, false)
  for (let turns = 0; !flushes.isEmpty; turns++) {
    assert.ok(turns < 20)
    flushes.flush()
  }
  assert.equal(flushed.length, 800)
})

test('new outboxes do not wait for those left over, and those left over do not wait for ever', () => {
  const { flushes, flushed, add } = setUp()
  add('many', 800)
  flushes.flush()
  add('asked', 1)
  flushes.flush()
  assert.ok(flushed.indexOf('asked') < 16 * FLUSH_MS)
  const before = flushed.filter((name) => name === 'many').length
  add('new', 8000)
  flushes.flush()
  assert.ok(flushed.filter((name) => name === 'many').length > before)
})
