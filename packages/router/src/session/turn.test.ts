import assert from 'node:assert/strict'
import { test } from 'node:test'
import { READ_MS, SHARE_MS, Turn } from './turn.ts'
import { testTurn } from './test-turn.ts'

/** A connection with a number of messages, each of which takes some time. */
function sender(set: ReturnType<typeof testTurn>, messages: number, costMs: number, read: string[] = [], name = 'x') {
  let left = messages
  const reader = {
    hadMs: 0,
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

test('a connection that has used little time is read before those that have used much', () => {
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

test('time that a connection used while no other waited does not count when others come', () => {
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

test('a connection that has used much time soon continues when others come', () => {
  const set = testTurn()
  const read: string[] = []
  const old = sender(set, 1, 0, read, 'old')
  old.hadMs = 1_000_000
  set.turn.wait(sender(set, 1_000, 1, read, 'new'))
  set.turn.wait(old)
  for (let turns = 0; turns < 10; turns++) set.endTurn()
  assert.ok(read.includes('old'))
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
  turn.mayRead({ hadMs: 0, readOn() {} }, 0)
  assert.equal(asked, 1)
})
