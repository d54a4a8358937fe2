import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Peer } from '../realm/peer.ts'
import type { Clock } from '../session/clock.ts'
import { Draining } from './draining.ts'
import { evenly } from './evenly.ts'

/** Sessions that record when they get GOODBYE, and a clock that the test moves. */
function setUp(count: number) {
  const told: (readonly [name: number, atMs: number, retryAfterMs: number | undefined])[] = []
  let now = 0
  let alarms: { readonly at: number; readonly run: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const alarm = { at: now + ms, run }
      alarms.push(alarm)
      return () => void (alarms = alarms.filter((other) => other !== alarm))
    },
  }
  const peers = Array.from({ length: count }, (_, name) => {
    const end = (_reason: string, _message?: string, retryAfterMs?: number) => told.push([name, now, retryAfterMs])
    return { settings: {}, outlet: { end } } as unknown as Peer
  })
  const pass = (ms: number): void => {
    for (const until = now + ms; ;) {
      const next = alarms.filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)[0]
      if (next === undefined) return void (now = until)
      alarms = alarms.filter((alarm) => alarm !== next)
      now = next.at
      next.run()
    }
  }
  return { told, pass, draining: new Draining(clock, () => peers) }
}

test('without a drain time all sessions get GOODBYE at once, and come back over five seconds', async () => {
  const { told, draining } = setUp(5)
  await draining.start(0)
  assert.deepEqual(told, [
    [4, 0, 1_000],
    [3, 0, 2_000],
    [2, 0, 3_000],
    [1, 0, 4_000],
    [0, 0, 5_000],
  ])
})

test('with a drain time sessions get GOODBYE one by one, evenly spread, the youngest first', async () => {
  const { told, pass, draining } = setUp(4)
  const drained = draining.start(10_000)
  assert.equal(draining.isOn, true)
  pass(7_500)
  await drained
  assert.deepEqual(
    told.map(([name, atMs]) => [name, atMs]),
    [
      [3, 0],
      [2, 2_500],
      [1, 5_000],
      [0, 7_500],
    ],
  )
})

test('a cancelled drain ends no more sessions, and can be started again', async () => {
  const { told, pass, draining } = setUp(4)
  const drained = draining.start(10_000)
  pass(3_000)
  draining.cancel()
  await drained
  pass(60_000)
  assert.equal(told.length, 2)
  assert.equal(draining.isOn, false)
  await draining.start(0)
  assert.equal(told.length, 6)
})

test('a second drain joins the first, and the drain of an empty router ends at once', async () => {
  const { told, pass, draining } = setUp(2)
  const first = draining.start(1_000)
  assert.equal(draining.start(0), first)
  pass(1_000)
  await first
  assert.equal(told.length, 2)
  await setUp(0).draining.start(10_000)
})

test('ten thousand sessions are spread without gaps', () => {
  const farewells = evenly(Array.from({ length: 10_000 }), 60_000)
  assert.deepEqual([farewells[0]?.atMs, farewells[5_000]?.atMs, farewells[9_999]?.atMs], [0, 30_000, 59_994])
})
