import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batching } from './batching.ts'
import { AT_ONCE, Inbox, MOST_MS } from './inbox.ts'

function setUp(batching: Batching = 'batched', onRead: (message: string | Uint8Array) => void = () => {}) {
  const read: (string | Uint8Array)[] = []
  const flow: string[] = []
  const errors: unknown[] = []
  let due: (() => void) | undefined
  const time = { ms: 1_000_000 }
  const transport = {
    framing: { name: 'test', frame: () => new Uint8Array() },
    write: () => {},
    buffered: () => 0,
    pause: () => void flow.push('pause'),
    resume: () => void flow.push('resume'),
    close: () => {},
    destroy: () => {},
  }
  const clock = {
    now: () => time.ms,
    after(_ms: number, run: () => void) {
      due = run
      return () => void (due = undefined)
    },
  }
  const reader = {
    read(message: string | Uint8Array) {
      read.push(message)
      onRead(message)
    },
    malformed: (error: unknown) => void errors.push(error),
    batchingIs: () => {},
  }
  const inbox: Inbox = new Inbox({ transport, clock, reader, batching })
  const nextTurn = (): boolean => {
    const run = due
    due = undefined
    run?.()
    return run !== undefined
  }
  return { inbox, read, flow, errors, nextTurn, time }
}

const batch = (count: number): string => Array.from({ length: count }, (_, index) => `${index}\u001e`).join('')

test('a short batch is read at once', () => {
  const { inbox, read, flow } = setUp()
  inbox.take(batch(AT_ONCE))
  assert.equal(read.length, AT_ONCE)
  assert.deepEqual(flow, [])
})

test('a long batch is read in parts, in order, and nothing else is taken from the transport meanwhile', () => {
  const { inbox, read, flow, nextTurn } = setUp()
  inbox.take(batch(2 * AT_ONCE + 1))
  assert.equal(read.length, AT_ONCE)
  inbox.take('half read already\u001e')
  assert.deepEqual(flow, ['pause'])
  assert.equal(read.length, AT_ONCE)
  while (nextTurn());
  assert.deepEqual(
    read.slice(0, -1),
    Array.from({ length: 2 * AT_ONCE + 1 }, (_, index) => String(index)),
  )
  assert.equal(read.at(-1), 'half read already')
  assert.deepEqual(flow, ['pause', 'resume'])
  inbox.take('after\u001e')
  assert.equal(read.at(-1), 'after')
})

test('a pause stops in the middle of a long batch, and reading goes on from there', () => {
  const { inbox, read, flow, nextTurn } = setUp('batched', (message) => {
    if (message === '10') inbox.pause()
  })
  inbox.take(batch(AT_ONCE + 1))
  assert.equal(read.length, 11)
  assert.equal(nextTurn(), false)
  inbox.resume()
  assert.equal(read.length, 11)
  while (nextTurn());
  assert.equal(read.length, AT_ONCE + 1)
  assert.equal(flow.at(-1), 'resume')
})

test('what had arrived already when reading was paused waits, and is read in order when it goes on', () => {
  const { inbox, read, flow, nextTurn } = setUp('plain')
  inbox.pause()
  inbox.take('half read')
  inbox.take('already')
  assert.deepEqual(read, [])
  inbox.resume()
  while (nextTurn());
  assert.deepEqual(read, ['half read', 'already'])
  assert.deepEqual(flow, ['pause', 'resume'])
})

test('a pause stops in the middle of a short batch too', () => {
  const { inbox, read, nextTurn } = setUp('batched', (message) => {
    if (message === '1') inbox.pause()
  })
  inbox.take(batch(4))
  assert.deepEqual(read, ['0', '1'])
  inbox.resume()
  while (nextTurn());
  assert.deepEqual(read, ['0', '1', '2', '3'])
})

test('what waits is dropped at the end, and the transport is free again', () => {
  const { inbox, read, flow, nextTurn } = setUp()
  inbox.take(batch(AT_ONCE + 1))
  inbox.close()
  assert.equal(nextTurn(), false)
  assert.equal(read.length, AT_ONCE)
  assert.deepEqual(flow, ['pause', 'resume'])
})

for (const batching of ['plain', 'batched'] as const) {
  test(`${batching}: who asks for what takes long is heard for so long, then others are, then the rest is read`, () => {
    const set = setUp(batching, () => void (set.time.ms += 8))
    const end = batching === 'plain' ? '' : '\u001e'
    for (let index = 0; index < 7; index++) set.inbox.take(`${index}${end}`)
    assert.deepEqual(set.read, ['0', '1', '2'])
    assert.deepEqual(set.flow, ['pause'])
    set.nextTurn()
    assert.deepEqual(set.read, ['0', '1', '2', '3', '4', '5'])
    set.nextTurn()
    assert.equal(set.read.length, 7)
    assert.deepEqual(set.flow, ['pause', 'resume'])
  })
}

test('a short batch of what takes long is read in parts, too', () => {
  const set = setUp('batched', () => void (set.time.ms += MOST_MS))
  set.inbox.take(batch(3))
  assert.equal(set.read.length, 1)
  while (set.nextTurn());
  assert.deepEqual(set.read, ['0', '1', '2'])
})

test('who takes as long, but with breaks, never waits', () => {
  const set = setUp('plain', () => void (set.time.ms += MOST_MS))
  for (let index = 0; index < 5; index++) {
    set.inbox.take(String(index))
    set.time.ms += 5
  }
  assert.equal(set.read.length, 5)
  assert.deepEqual(set.flow, [])
})

test('an error in a later part reaches the reader as one in the first does', () => {
  const { inbox, errors, nextTurn } = setUp('batched', (message) => {
    if (message === String(AT_ONCE)) throw new Error('bad')
  })
  inbox.take('')
  assert.equal(errors.length, 1)
  inbox.take(batch(AT_ONCE + 1))
  nextTurn()
  assert.equal(errors.length, 2)
})

test('what waits of a binary batch does not depend on the buffer that it came in', () => {
  const { inbox, read, nextTurn } = setUp()
  const bytes = Buffer.from(Array.from({ length: AT_ONCE + 1 }, () => [0, 0, 0, 1, 7]).flat())
  inbox.take(bytes)
  bytes.fill(0)
  nextTurn()
  assert.deepEqual(read.at(-1), Uint8Array.of(7))
})

test('a pause while others are heard holds what waits as well', () => {
  const { inbox, read, nextTurn } = setUp()
  inbox.take(batch(AT_ONCE + 2))
  inbox.pause()
  assert.equal(nextTurn(), false)
  assert.equal(read.length, AT_ONCE)
  inbox.resume()
  while (nextTurn());
  assert.equal(read.length, AT_ONCE + 2)
})
