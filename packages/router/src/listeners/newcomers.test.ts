import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { READ_MS } from '../session/turn.ts'
import { MOST_WAITING_BYTES, Newcomers } from './newcomers.ts'
import type { NewcomerOptions } from './newcomers.ts'

interface Peer {
  readonly name: number
}

const READ = Uint8Array.of(1)

/** Newcomers whose reads each take one millisecond. */
function setUp(options: Partial<NewcomerOptions<Peer>> = {}) {
  const { turn, time, endTurn } = testTurn()
  const handled: number[] = []
  const newcomers = new Newcomers<Peer>(turn, {
    handle(peer) {
      handled.push(peer.name)
      time.ms++
    },
    ...options,
  })
  /** Lets this peer send. */
  const send = (peer: Peer, chunk: Uint8Array | null = READ): void => {
    if (!newcomers.admits(peer, chunk)) return
    handled.push(peer.name)
    time.ms++
  }
  const peers = (count: number): readonly Peer[] => Array.from({ length: count }, (_, name) => ({ name }))
  return { turn, time, endTurn, handled, newcomers, send, peers }
}

test('of many that send at once, few are read per turn; all are read in order, and none is forgotten', () => {
  const { time, endTurn, handled, send, peers } = setUp()
  for (const peer of peers(400)) send(peer)
  assert.ok(handled.length <= READ_MS, `${handled.length} were read at once`)
  let turns = 0
  for (; handled.length < 400; turns++) {
    const [before, since] = [handled.length, time.ms]
    assert.ok(endTurn(), `only ${handled.length} were read`)
    assert.ok(handled.length > before, 'a turn without a read')
    assert.ok(time.ms - since <= READ_MS + 1, `${time.ms - since} ms in one turn`)
  }
  assert.deepEqual(
    handled,
    Array.from(handled, (_, name) => name),
  )
  assert.ok(turns <= 400 / READ_MS, `${turns} turns`)
})

test('a session that sends after them is read before them', () => {
  const { turn, endTurn, handled, send, peers } = setUp()
  for (const peer of peers(100)) send(peer)
  endTurn()
  const before = handled.length
  const session = { busy: 0, readOn: () => void handled.push(-1) }
  assert.equal(turn.mayRead(session, turn.now()), true)
  endTurn()
  turn.wait(session)
  endTurn()
  assert.ok(handled.indexOf(-1) - before <= 2 * READ_MS, `${handled.indexOf(-1) - before} were read before it`)
})

test('a connection that sends more while it waits is handled once, with everything and its end', () => {
  const got: (readonly [number, number, boolean])[] = []
  const { endTurn, send, peers } = setUp({
    handle: ({ name }, { chunks, hasEnded }) => void got.push([name, chunks.length, hasEnded]),
  })
  const all = peers(READ_MS + 2)
  for (const peer of all) send(peer)
  const last = all.at(-1)
  assert.ok(last !== undefined)
  send(last)
  send(last, null)
  while (endTurn());
  assert.deepEqual(got, [
    [READ_MS, 1, false],
    [READ_MS + 1, 2, true],
  ])
})

test('where one step is long, only some of them are done before others get their share', () => {
  const { turn, endTurn, handled, send, peers } = setUp({ mostPerShare: 2 })
  for (const peer of peers(40)) send(peer)
  const direct = handled.length
  const session = { busy: 0, readOn: () => void handled.push(-1) }
  turn.wait(session)
  endTurn()
  assert.ok(handled.indexOf(-1) - direct <= 2, `${handled.indexOf(-1) - direct} came before the session`)
})

test('bytes that wait are bounded: past the bound a read is handled at once', () => {
  const { endTurn, handled, send, peers, newcomers } = setUp()
  const [first, second, ...others] = peers(READ_MS + 4)
  assert.ok(first !== undefined && second !== undefined)
  for (const peer of others) send(peer)
  const before = handled.length
  send(first, new Uint8Array(MOST_WAITING_BYTES))
  assert.equal(handled.length, before)
  assert.equal(newcomers.admits(second, READ), true)
  while (endTurn());
  assert.equal(newcomers.admits(first, READ), true, 'the bytes are still counted')
})

test('after a read that throws, the others are still read', () => {
  const { endTurn, handled, send, peers } = setUp({
    handle({ name }) {
      handled.push(name)
      if (name === READ_MS) throw new Error('a fault')
    },
  })
  for (const peer of peers(READ_MS + 3)) send(peer)
  assert.throws(endTurn, /a fault/)
  while (endTurn());
  assert.equal(handled.length, READ_MS + 3)
})
