import assert from 'node:assert/strict'
import { test } from 'node:test'
import { READ_MS, SHARE_MS, Turn } from './turn.ts'
import { testTurn } from './test-turn.ts'

/** A connection with a number of messages, each of which takes some time. */
function sender(set: ReturnType<typeof testTurn>, messages: number, costMs: number, read: string[] = [], name = 'x') {
  let left = messages
  const reader = {
    busy: 0,
    readOn() {
      while (left > 0) {
        if (!set.turn.mayRead(reader, set.time.ms)) return set.turn.wait(reader)
        left--
        read.push(name)
        set.time.ms += costMs
      }
    },
  }
  return reader
}

test('reading stops when the time of the turn is over, for every connection', () => {
  const set = testTurn()
  const [one, other] = [sender(set, 0, 0), sender(set, 0, 0)]
  assert.equal(set.turn.mayRead(one, set.time.ms), true)
  set.time.ms += READ_MS
  assert.equal(set.turn.mayRead(one, set.time.ms), false)
  assert.equal(set.turn.mayRead(other, set.time.ms), false)
  set.endTurn()
  assert.equal(set.turn.mayRead(other, set.time.ms), true)
})

test('waiting connections are read one after the other, each for its share of the time', () => {
  const set = testTurn()
  const read: string[] = []
  for (const name of ['a', 'b']) set.turn.wait(sender(set, 4, SHARE_MS / 2, read, name))
  while (set.endTurn());
  assert.equal(read.join(''), 'aabbaabb')
})

test('a connection that leaves its share unused is read before those that use theirs up', () => {
  const set = testTurn()
  const read: string[] = []
  for (let index = 0; index < 50; index++) set.turn.wait(sender(set, 1_000, 1, read, 'flood'))
  for (let turns = 0; turns < 40; turns++) set.endTurn()
  const before = read.length
  set.turn.wait(sender(set, 1, 0, read, 'polite'))
  set.endTurn()
  set.endTurn()
  assert.ok(read.indexOf('polite') - before <= 2 * READ_MS)
})

test('when a crowd sends at once, each is read a little, so that a session with one message is read in a few turns', () => {
  const set = testTurn()
  const read: string[] = []
  for (let index = 0; index < 100; index++) set.turn.wait(sender(set, 1_000, 0.02, read, 'crowd'))
  set.turn.wait(sender(set, 1, 0, read, 'polite'))
  let turns = 0
  for (; !read.includes('polite'); turns++) set.endTurn()
  assert.ok(turns <= 5, `it was read in turn ${turns}`)
})

test('a connection with a long message on its way is read after the others, although it has read nothing yet', () => {
  const set = testTurn()
  const read: string[] = []
  for (let index = 0; index < 30; index++) {
    const long = sender(set, 1, READ_MS, read, 'long')
    set.turn.expectWork(long)
    set.turn.wait(long)
  }
  set.turn.wait(sender(set, 1, 0, read, 'polite'))
  for (let turns = 0; turns < 3; turns++) set.endTurn()
  assert.ok(read.includes('polite'))
})

test('a served connection gives way as soon as a long message arrives, if others wait that are not busy', () => {
  const set = testTurn()
  const read: string[] = []
  for (let index = 0; index < 30; index++) {
    const long = sender(set, 1, READ_MS, read, 'long')
    const { readOn } = long
    long.readOn = () => {
      set.turn.expectWork(long)
      readOn()
    }
    set.turn.wait(long)
  }
  set.turn.wait(sender(set, 1, 0, read, 'polite'))
  for (let turns = 0; turns < 3; turns++) set.endTurn()
  assert.ok(read.includes('polite'))
})

test('a connection that read alone is not behind when others come', () => {
  const set = testTurn()
  const read: string[] = []
  const old = sender(set, 0, 0, read)
  for (let turns = 0; turns < 100; turns++) {
    set.turn.mayRead(old, set.time.ms)
    set.time.ms += 1
    set.endTurn()
  }
  for (let index = 0; index < 20; index++) set.turn.wait(sender(set, 1_000, 1, read, 'crowd'))
  old.readOn = () => void read.push('old')
  set.turn.wait(old)
  for (let turns = 0; turns < 12; turns++) set.endTurn()
  assert.ok(read.includes('old'))
})

test('busy connections continue while there are always others that come before them', () => {
  const set = testTurn()
  const read: string[] = []
  const busy = sender(set, 1_000, 1, read, 'busy')
  set.turn.wait(sender(set, 1_000, 1, read, 'other'))
  set.turn.wait(busy)
  for (let turns = 0; turns < 4; turns++) set.endTurn()
  const before = read.filter((name) => name === 'busy').length
  for (let turns = 0; turns < 20; turns++) {
    for (let index = 0; index < 20; index++) set.turn.wait(sender(set, 1, 1, read, 'light'))
    set.endTurn()
  }
  assert.ok(read.filter((name) => name === 'busy').length > before)
})

test('a single connection is read for the whole turn, and continues in the next', () => {
  const set = testTurn()
  const read: string[] = []
  set.turn.wait(sender(set, 25, 1, read))
  set.endTurn()
  assert.equal(read.length, READ_MS)
  while (set.endTurn());
  assert.equal(read.length, 25)
})

test('a long message that arrives on a busy connection waits until the others have been read', () => {
  const set = testTurn()
  const busy = { busy: 3, readOn() {} }
  assert.equal(set.turn.mayRead(busy, set.time.ms), true)
  set.time.ms += 8 * READ_MS
  set.endTurn()
  assert.equal(set.turn.mayRead({ busy: 3, readOn() {} }, set.time.ms), false)
  assert.equal(set.turn.mayRead({ busy: 0, readOn() {} }, set.time.ms), true)
  set.turn.wait(busy)
  set.endTurn()
  assert.equal(set.turn.mayRead(busy, set.time.ms), true)
})

test('a closed connection is not read', () => {
  const set = testTurn()
  const read: string[] = []
  const gone = sender(set, 1, 0, read)
  set.turn.wait(gone)
  set.turn.forget(gone)
  while (set.endTurn());
  assert.deepEqual(read, [])
})

test('the end of a turn is scheduled once, and not at all while nothing happens', () => {
  let asked = 0
  const turn = new Turn({ now: () => 0, defer: () => void asked++, soon: () => {}, join: () => new Uint8Array() })
  assert.equal(asked, 0)
  turn.add({ flush() {} })
  turn.add({ flush() {} })
  turn.mayRead({ busy: 0, readOn() {} }, 0)
  assert.equal(asked, 1)
})

test('outboxes that a turn has no time for are flushed in later turns, and input is read in between', () => {
  const set = testTurn()
  const order: string[] = []
  const outbox = { flush: () => void (order.push('write'), (set.time.ms += 1)) }
  for (let count = 0; count < 40; count++) set.turn.add(outbox)
  assert.equal(set.endTurn(), true)
  const first = order.length
  assert.ok(first < 40, `${first} outboxes were flushed in one turn`)
  const peer = sender(set, 1, 0, order, 'read')
  peer.readOn()
  assert.equal(order.at(-1), 'read')
  while (set.endTurn());
  assert.equal(order.filter((what) => what === 'write').length, 40)
})
