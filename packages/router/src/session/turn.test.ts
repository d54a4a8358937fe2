import assert from 'node:assert/strict'
import { test } from 'node:test'
import { READ_MS, SHARE_MS, Turn } from './turn.ts'
import { testTurn } from './test-turn.ts'

/** A connection with so many messages, each of which takes its time. */
function sender(set: ReturnType<typeof testTurn>, messages: number, costMs: number, read: string[] = [], name = 'x') {
  let left = messages
  const reader = {
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

test('reading stops when the time of the turn is over, whoever reads', () => {
  const set = testTurn()
  const [one, other] = [sender(set, 0, 0), sender(set, 0, 0)]
  assert.equal(set.turn.mayRead(one, set.time.ms), true)
  set.time.ms += READ_MS
  assert.equal(set.turn.mayRead(one, set.time.ms), false)
  assert.equal(set.turn.mayRead(other, set.time.ms), false)
  set.endTurn()
  assert.equal(set.turn.mayRead(other, set.time.ms), true)
})

test('connections that wait are heard one after the other, each for its share', () => {
  const set = testTurn()
  const read: string[] = []
  for (const name of ['a', 'b', 'c']) sender(set, 4, SHARE_MS / 2, read, name).readOn()
  while (set.endTurn());
  assert.equal(read.length, 12)
  set.turn.wait(sender(set, 100, SHARE_MS / 2, read, 'flood'))
  set.turn.wait(sender(set, 1, 0, read, 'polite'))
  set.endTurn()
  assert.equal(read.indexOf('polite'), 14)
})

test('a connection alone is heard for the whole turn, and goes on in the next', () => {
  const set = testTurn()
  const read: string[] = []
  set.turn.wait(sender(set, 25, 1, read))
  set.endTurn()
  assert.equal(read.length, READ_MS)
  while (set.endTurn());
  assert.equal(read.length, 25)
})

test('a connection that is gone is not heard', () => {
  const set = testTurn()
  const read: string[] = []
  const gone = sender(set, 1, 0, read)
  set.turn.wait(gone)
  set.turn.forget(gone)
  while (set.endTurn());
  assert.deepEqual(read, [])
})

test('the end of a turn is asked for once, and not at all while nothing happens', () => {
  let asked = 0
  const turn = new Turn({ now: () => 0, defer: () => void asked++, soon: () => {}, join: () => new Uint8Array() })
  assert.equal(asked, 0)
  turn.add({ flush() {} })
  turn.add({ flush() {} })
  turn.mayRead({ readOn() {} }, 0)
  assert.equal(asked, 1)
})
