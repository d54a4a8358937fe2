import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batching } from './batching.ts'
import { Inbox } from './inbox.ts'
import { testTurn } from './test-turn.ts'
import { READ_MS } from './turn.ts'

function setUp(batching: Batching = 'batched', onRead: (message: string | Uint8Array) => void = () => {}) {
  const read: (string | Uint8Array)[] = []
  const flow: string[] = []
  const errors: unknown[] = []
  const { turn, time, endTurn } = testTurn()
  const transport = {
    framing: { name: 'test', frame: () => new Uint8Array() },
    write: () => {},
    buffered: () => 0,
    pause: () => void (flow.at(-1) === 'pause' || flow.push('pause')),
    resume: () => void flow.push('resume'),
    close: () => {},
    destroy: () => {},
  }
  const reader = {
    read(message: string | Uint8Array) {
      read.push(message)
      onRead(message)
    },
    malformed: (error: unknown) => void errors.push(error),
    batchingIs: () => {},
  }
  const context = { limits: { batchMessages: 1_000 } }
  const inbox: Inbox = new Inbox({ transport, turn, reader, batching, context })
  return { inbox, read, flow, errors, endTurn, time }
}

const batch = (count: number): string => Array.from({ length: count }, (_, index) => `${index}\u001e`).join('')

const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => String(index))

test('a batch is read at once while there is time', () => {
  const { inbox, read, flow } = setUp()
  inbox.take(batch(1_000))
  assert.equal(read.length, 1_000)
  assert.deepEqual(flow, [])
})

test('a batch that takes long is read in parts, in order, and the transport is paused meanwhile', () => {
  const set = setUp('batched', () => void set.time.ms++)
  set.inbox.take(batch(25))
  assert.equal(set.read.length, READ_MS)
  set.inbox.take('half read already\u001e')
  assert.deepEqual(set.flow, ['pause'])
  while (set.endTurn());
  assert.deepEqual(set.read, [...numbers(25), 'half read already'])
  assert.deepEqual(set.flow, ['pause', 'resume'])
  set.inbox.take('after\u001e')
  assert.equal(set.read.at(-1), 'after')
})

test('single messages that take long are read over several turns, too', () => {
  const set = setUp('plain', () => void (set.time.ms += READ_MS / 2.5))
  for (const message of numbers(7)) set.inbox.take(message)
  assert.deepEqual(set.read, ['0', '1', '2'])
  assert.deepEqual(set.flow, ['pause'])
  set.endTurn()
  assert.equal(set.read.length, 6)
  while (set.endTurn());
  assert.deepEqual(set.read, numbers(7))
  assert.equal(set.flow.at(-1), 'resume')
})

test('a message that takes as long, but comes in a turn of its own, never waits', () => {
  const set = setUp('plain', () => void (set.time.ms += READ_MS))
  for (const message of numbers(5)) {
    set.inbox.take(message)
    set.endTurn()
  }
  assert.equal(set.read.length, 5)
  assert.deepEqual(set.flow, [])
})

test('a batch of too many messages is refused before any of them is read', () => {
  const { inbox, read, errors } = setUp()
  inbox.take(batch(1_001))
  assert.deepEqual(read, [])
  assert.match(String(errors[0]), /the batch holds 1001 messages; the limit is 1000 \(limits\.batch_messages\)/)
})

test('a pause stops in the middle of a batch, and reading resumes from there', () => {
  const set = setUp('batched', (message) => {
    if (message === '10') set.inbox.pause()
  })
  set.inbox.take(batch(20))
  assert.equal(set.read.length, 11)
  while (set.endTurn());
  assert.equal(set.read.length, 11)
  set.inbox.resume()
  while (set.endTurn());
  assert.deepEqual(set.read, numbers(20))
  assert.equal(set.flow.at(-1), 'resume')
})

test('frames that arrive while reading is paused wait, and are read in order afterwards', () => {
  const { inbox, read, flow, endTurn } = setUp('plain')
  inbox.pause()
  inbox.take('half read')
  inbox.take('already')
  assert.deepEqual(read, [])
  inbox.resume()
  while (endTurn());
  assert.deepEqual(read, ['half read', 'already'])
  assert.deepEqual(flow, ['pause', 'resume'])
})

test('a peer that sends too fast is not read, not even the rest of its batch', () => {
  const set = setUp('batched', (message) => {
    if (message === '1') set.inbox.slowDown()
  })
  set.inbox.take(batch(4))
  assert.deepEqual(set.read, ['0', '1'])
  set.inbox.speedUp()
  while (set.endTurn());
  assert.deepEqual(set.read, numbers(4))
})

test('reading resumes when the last of several reasons for a pause has ended', () => {
  const { inbox, read, endTurn } = setUp('plain')
  inbox.pause()
  inbox.slowDown()
  inbox.take('waits')
  inbox.speedUp()
  while (endTurn());
  assert.deepEqual(read, [])
  inbox.resume()
  while (endTurn());
  assert.deepEqual(read, ['waits'])
})

test('frames without messages take time, too: when it is over, the transport is paused until the next turn', () => {
  const { inbox, flow, time, endTurn } = setUp('plain')
  inbox.yieldIfDue()
  assert.deepEqual(flow, [])
  time.ms += READ_MS
  inbox.yieldIfDue()
  assert.deepEqual(flow, ['pause'])
  endTurn()
  assert.deepEqual(flow, ['pause', 'resume'])
})

test('closing drops waiting frames, and the transport resumes', () => {
  const set = setUp('batched', () => void set.time.ms++)
  set.inbox.take(batch(25))
  set.inbox.close()
  while (set.endTurn());
  assert.equal(set.read.length, READ_MS)
  assert.deepEqual(set.flow, ['pause', 'resume'])
})

test('the reader gets errors from any part of a batch, and from a malformed batch', () => {
  const set = setUp('batched', (message) => {
    set.time.ms++
    if (message === '20') throw new Error('bad')
  })
  set.inbox.take('')
  assert.equal(set.errors.length, 1)
  set.inbox.take(batch(25))
  while (set.endTurn());
  assert.equal(set.errors.length, 2)
  assert.equal(set.read.length, 25)
})

test('the waiting part of a binary batch does not depend on the buffer of its frame', () => {
  const set = setUp('batched', () => void (set.time.ms += READ_MS))
  const bytes = Buffer.from([0, 0, 0, 1, 7, 0, 0, 0, 1, 7])
  set.inbox.take(bytes)
  bytes.fill(0)
  while (set.endTurn());
  assert.deepEqual(set.read.at(-1), Uint8Array.of(7))
})
