import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { Courier } from './courier.ts'
import { Outgoing } from './outgoing.ts'

const entry = (n: number): Outgoing =>
  new Outgoing(
    {
      kind: 'message',
      n,
      message: { id: `${n}`, user: 'ada', thread: 'tea', message: 'hi', at: 0 },
      isDirect: false,
      isPublished: false,
    },
    false,
  )

function courier(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: number[][] = []
  const confirmed: number[] = []
  const made = new Courier({
    send: (batch) => sent.push(batch.map((one) => one.entry.n)),
    confirmed: (one) => confirmed.push(one.entry.n),
  })
  /** In small steps: a timer that is set meanwhile begins at its own time. */
  const later = (ms: number): void => {
    for (let step = 0; step < ms; step += 50) t.mock.timers.tick(50)
  }
  return { courier: made, sent, confirmed, later }
}

const stored = (...entries: readonly Outgoing[]) => entries.map(({ key }) => ({ key, verdict: 'stored' as const }))

test('one batch is under way; the next leaves when all of it is confirmed', (t) => {
  const { courier: c, sent, confirmed } = courier(t)
  const [a, b, d] = [entry(1), entry(2), entry(3)]
  c.add(a)
  c.add(b)
  c.add(d)
  assert.deepEqual(sent, [[1]])
  c.confirm(stored(a))
  assert.deepEqual(sent, [[1], [2, 3]])
  c.confirm(stored(b))
  assert.equal(sent.length, 2)
  c.confirm(stored(d))

  assert.deepEqual(confirmed, [1, 2, 3])
})

test('the next batch is on its way before the confirmed entries are worked on', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const events: string[] = []
  const c = new Courier({
    send: (batch) => events.push(`sent ${batch.map((one) => one.entry.n).join(' ')}`),
    confirmed: (one) => events.push(`confirmed ${one.entry.n}`),
  })
  const [a, b] = [entry(1), entry(2)]
  c.add(a)
  c.add(b)
  c.confirm(stored(a))

  assert.deepEqual(events, ['sent 1', 'sent 2', 'confirmed 1'])
})

test('what is not confirmed is sent again, in its order, ever more seldom', (t) => {
  const { courier: c, sent, later } = courier(t)
  const entries = [entry(1), entry(2), entry(3)]
  for (const one of entries) c.add(one)
  c.confirm(stored(...entries.slice(0, 1)))
  c.confirm(stored(...entries.slice(2)))
  later(250)
  assert.deepEqual(sent, [[1], [2, 3], [2]])
  assert.ok(!c.isStalled)
  later(500)
  assert.ok(c.isStalled)
  later(60_000)
  assert.ok(sent.length > 55 && sent.length < 70, `${sent.length} times`)

  c.confirm(stored(...entries))
  assert.ok(!c.isStalled)
  const before = sent.length
  later(60_000)
  assert.equal(sent.length, before)
})

test('confirmations of entries that are not under way are ignored', (t) => {
  const { courier: c, sent, confirmed } = courier(t)
  c.confirm(stored(entry(7)))
  c.add(entry(1))
  c.confirm(stored(entry(7)))

  assert.deepEqual([sent, confirmed], [[[1]], []])
})

test('a batch is bounded', (t) => {
  const { courier: c, sent } = courier(t)
  const first = entry(1)
  c.add(first)
  for (let n = 2; n < 1_002; n++) c.add(entry(n))
  c.confirm(stored(first))

  assert.equal(sent[1]?.length, 500)
})
