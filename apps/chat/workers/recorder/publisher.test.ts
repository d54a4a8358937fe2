import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Outgoing } from './outgoing.ts'
import { Publisher } from './publisher.ts'

const entry = (n: number, user = 'ada'): Outgoing =>
  new Outgoing(
    {
      kind: 'message',
      n,
      message: { id: `${n}`, user, thread: 'tea', message: 'hi', at: 0 },
      isDirect: false,
      isPublished: false,
    },
    false,
  )

function publisher() {
  const state = { isUp: true, published: [] as number[], batches: [] as number[], finished: [] as number[] }
  const made = new Publisher({
    async publish(entries) {
      await turn()
      if (!state.isUp) return 'again'
      state.published.push(...entries.map(({ entry: { n } }) => n))
      state.batches.push(entries.length)
      return 'published'
    },
    published: (one) => state.finished.push(one.entry.n),
  })
  return { publisher: made, state }
}

const settle = async (): Promise<void> => {
  for (let count = 0; count < 5; count++) await turn()
}

test('an author’s messages are published in their order, whatever is decided first', async () => {
  const { publisher: p, state } = publisher()
  p.opened(true)
  const [a, b, c] = [entry(1), entry(2), entry(3, 'ben')]
  for (const one of [a, b, c]) p.add(one)
  for (const one of [b, c]) {
    one.judge('stored')
    p.decided(one)
  }
  await settle()
  assert.deepEqual(state.published, [3])

  a.judge('stored')
  p.decided(a)
  await settle()
  assert.deepEqual(state.published, [3, 1, 2])
  assert.equal(p.waiting, 0)
})

test('what is decided in one turn is published together, and no more than the router can be asked for', async () => {
  const { publisher: p, state } = publisher()
  p.opened(true)
  for (let n = 1; n <= 250; n++) {
    const one = entry(n)
    p.add(one)
    one.judge('stored')
    p.decided(one)
  }
  await settle()

  assert.deepEqual(state.batches, [200, 50])
})

test('a message that is refused lets the next one pass', async () => {
  const { publisher: p, state } = publisher()
  p.opened(true)
  const [a, b] = [entry(1), entry(2)]
  for (const one of [a, b]) p.add(one)
  b.judge('stored')
  p.decided(b)
  a.judge('no_access')
  p.decided(a)
  await settle()

  assert.deepEqual(state.published, [2])
})

test('what the router did not accept is published in order when it is back', async () => {
  const { publisher: p, state } = publisher()
  state.isUp = false
  p.opened(true)
  for (const n of [1, 2, 3]) {
    const one = entry(n)
    p.add(one)
    one.judge('stored')
    p.decided(one)
  }
  await settle()
  assert.deepEqual(state.published, [])
  state.isUp = true
  p.opened(true)
  await settle()

  assert.deepEqual(state.finished, [1, 2, 3])
})

test('a message that storage knew before is published only if this entry may have been the first', () => {
  const known = entry(1)
  known.sends = 1
  known.judge('known')
  const again = entry(2)
  again.sends = 2
  again.judge('known')

  assert.deepEqual([known.publishing, again.publishing], ['no', 'wanted'])
})
