import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff } from './reconnect.ts'

test('the first attempt comes soon, and later windows grow with the age of the trouble up to a ceiling', () => {
  const backoff = new Backoff()
  assert.equal(backoff.next(0, 1), 1500)
  assert.equal(backoff.next(1000, 1), 1500)
  assert.equal(backoff.next(4000, 1), 4000)
  assert.equal(backoff.next(8000, 0.5), 4000)
  assert.equal(backoff.next(500_000, 1), 30_000)
  assert.equal(backoff.next(500_000, 0), 0)
})

test('a session that lasted ends the trouble before it; one that did not, does not', () => {
  const backoff = new Backoff()
  backoff.next(0, 1)
  backoff.opened(20_000)
  assert.equal(backoff.next(21_000, 1), 21_000)
  backoff.opened(60_000)
  assert.equal(backoff.next(70_000, 1), 1500)
})

test('a thousand clients come back evenly, soon after a router that was away for a second', () => {
  let seed = 1
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const attempts: number[] = []
  const back = Array.from({ length: 1000 }, () => {
    const backoff = new Backoff()
    for (let now = 0; ;) {
      now += backoff.next(now, random())
      attempts.push(now)
      if (now >= 1000) return now - 1000
    }
  }).toSorted((a, b) => a - b)
  assert.ok((back[499] ?? Infinity) < 1500)
  assert.ok((back.at(-1) ?? Infinity) < 5000)
  const perWindow = new Map<number, number>()
  for (const at of attempts) perWindow.set(Math.floor(at / 100), (perWindow.get(Math.floor(at / 100)) ?? 0) + 1)
  assert.ok(Math.max(...perWindow.values()) < attempts.length / 5)
})
