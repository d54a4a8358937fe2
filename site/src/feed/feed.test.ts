import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Feed, MOST_ITEMS, wantedOf } from './feed.ts'

function feedAt(seconds: number): Feed {
  let now = 1_000_000
  const feed = new Feed(() => now)
  now += seconds * 1_000
  return feed
}

test('an item follows from its number and the rate', () => {
  assert.deepEqual(feedAt(2).after(0, 2), [
    { n: 1, at: 1_000_500 },
    { n: 2, at: 1_001_000 },
    { n: 3, at: 1_001_500 },
    { n: 4, at: 1_002_000 },
  ])
  assert.deepEqual(feedAt(2).after(4, 2), [])
})

test('an answer has the newest items only', () => {
  const items = feedAt(1_000).after(0, 20)
  assert.equal(items.length, MOST_ITEMS)
  assert.equal(items.at(-1)?.n, 20_000)
})

test('the time until the next item is known', () => {
  assert.equal(feedAt(2).msUntilAfter(4, 2), 500)
  assert.equal(feedAt(2).msUntilAfter(3, 2), 0)
})

test('numbers that cannot be are refused', () => {
  assert.deepEqual(wantedOf(new URLSearchParams('rate=5&after=7')), { rate: 5, after: 7 })
  for (const query of ['rate=0', 'rate=21', 'rate=x', 'after=-1', 'after=1.5', 'rate=NaN'])
    assert.equal(wantedOf(new URLSearchParams(query)), undefined, query)
})
