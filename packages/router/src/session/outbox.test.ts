import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Outbox } from './outbox.ts'
import { OutboxBudget } from './outbox-budget.ts'
import type { Transport } from './transport.ts'
import { Turn } from './turn.ts'

const join = (frames: readonly Uint8Array[], bytes: number): Uint8Array => {
  joins++
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const frame of frames) {
    whole.set(frame, at)
    at += frame.length
  }
  return whole
}
let joins = 0

/** A socket that accepts as many bytes as a test allows. */
class FakeSocket implements Transport {
  readonly framing = { name: 'fake', frame: () => new Uint8Array() }
  readonly written: Uint8Array[] = []
  held = 0
  keeps = false
  closed: string | undefined
  write(bytes: Uint8Array): void {
    this.written.push(bytes)
    if (this.keeps) this.held += bytes.length
  }
  buffered(): number {
    return this.held
  }
  pause(): void {}
  resume(): void {}
  close(code: number): void {
    this.closed = String(code)
  }
  destroy(): void {
    this.closed = 'destroyed'
  }
}

function setUp({ limitBytes = 1000, processBytes = 1_000_000 } = {}) {
  let flush = (): void => {}
  const turn = new Turn({ now: () => 0, defer: (run) => (flush = run), soon: (run) => run(), join })
  const budget = new OutboxBudget(processBytes)
  const open = () => {
    const socket = new FakeSocket()
    const ended: string[] = []
    const encoding = { index: 0, encode: () => new Uint8Array() }
    const owner = { overflowed: (why: string) => void ended.push(why) }
    return {
      socket,
      ended,
      outbox: new Outbox(socket, { encoding, parts: { turn, budget, limitBytes }, owner }),
    }
  }
  return { open, budget, endTurn: () => flush() }
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

test('all frames of a turn become one write, in order', () => {
  const { open, endTurn } = setUp()
  const { socket, outbox } = open()
  for (const value of [1, 2, 3]) outbox.push(bytes(value))
  assert.deepEqual(socket.written, [])

  endTurn()

  assert.deepEqual(socket.written, [bytes(1, 2, 3)])
})

test('outboxes that get the same frames share one joined block', () => {
  const { open, endTurn } = setUp()
  const all = [open(), open(), open()]
  joins = 0
  for (const frame of [bytes(1), bytes(2)]) for (const { outbox } of all) outbox.push(frame)

  endTurn()

  assert.equal(joins, 1)
  assert.equal(new Set(all.map(({ socket }) => socket.written[0])).size, 1)
})

test('outboxes that get different frames in between do not mix them up', () => {
  const { open, endTurn } = setUp()
  const [one, two] = [open(), open()]
  const [shared, own] = [bytes(1), bytes(9)]
  for (const { outbox } of [one, two]) outbox.push(shared)
  one.outbox.push(own)
  for (const { outbox } of [one, two]) outbox.push(bytes(3))

  endTurn()

  assert.deepEqual(one.socket.written, [bytes(1, 9, 3)])
  assert.deepEqual(two.socket.written, [bytes(1, 3)])
})

test('a socket that holds 64 KiB gets no more bytes until it is empty', () => {
  const { open, endTurn } = setUp({ limitBytes: 1_000_000 })
  const { socket, outbox } = open()
  socket.held = 64 * 1024
  outbox.push(bytes(1))
  endTurn()
  outbox.push(bytes(2))
  endTurn()
  assert.deepEqual(socket.written, [])

  socket.held = 0
  outbox.drained()

  assert.deepEqual(socket.written, [bytes(1), bytes(2)])
})

test('beyond the limit the session is ended once, and waiting frames are dropped', () => {
  const { open, endTurn } = setUp({ limitBytes: 100_000 })
  const { socket, outbox, ended } = open()
  socket.keeps = true
  outbox.push(new Uint8Array(90_000))
  for (let sent = 0; sent < 4; sent++) outbox.push(new Uint8Array(20_000))
  endTurn()
  assert.deepEqual(ended, ['it left more than 100000 bytes unread'])
  assert.equal(socket.written.length, 1)
})

test('one frame may be larger than the limit if no other frame waits', () => {
  const { open, endTurn } = setUp({ limitBytes: 10 })
  const { socket, outbox, ended } = open()
  outbox.push(new Uint8Array(50))
  endTurn()
  assert.deepEqual([ended.length, socket.written.length], [0, 1])
})

test('beyond the limit of the process, the session whose outbox holds most is ended', () => {
  const { open, budget, endTurn } = setUp({ limitBytes: 1_000_000, processBytes: 150_000 })
  const [small, large] = [open(), open()]
  for (const { socket } of [small, large]) socket.keeps = true
  small.outbox.push(new Uint8Array(50_000))
  large.outbox.push(new Uint8Array(110_000))
  endTurn()
  assert.deepEqual([small.ended.length, large.ended.length], [0, 1])
  assert.equal(budget.total, 50_000)
})

test('sockets are asked again before a session is ended, because one may have become empty', () => {
  const { open, endTurn } = setUp({ limitBytes: 1_000_000, processBytes: 100_000 })
  const [one, two] = [open(), open()]
  for (const { socket } of [one, two]) socket.keeps = true
  one.outbox.push(new Uint8Array(60_000))
  endTurn()
  one.socket.held = 0
  two.outbox.push(new Uint8Array(60_000))
  endTurn()
  assert.deepEqual([one.ended, two.ended], [[], []])
})

test('a farewell is written before the transport closes, and nothing after it', () => {
  const { open, endTurn } = setUp()
  const { socket, outbox } = open()
  outbox.push(bytes(1))
  outbox.closeTransport(1000, 'bye')
  outbox.push(bytes(2))
  endTurn()
  assert.deepEqual([socket.written, socket.closed], [[bytes(1)], '1000'])
})

test('a lower limit for all outboxes ends the sessions that hold most, until the rest is within it', () => {
  const { open, budget, endTurn } = setUp({ limitBytes: 10_000 })
  const [small, large] = [open(), open()]
  for (const [{ socket, outbox }, size] of [
    [small, 300],
    [large, 900],
  ] as const) {
    outbox.push(new Uint8Array(size))
    socket.held = size
  }
  endTurn()
  assert.equal(budget.total, 1200)

  budget.change(500)

  assert.equal(large.ended.length, 1)
  assert.match(large.ended[0] ?? '', /held more than 500 bytes, and this outbox held the most \(900 bytes\)/)
  assert.deepEqual(small.ended, [])
})
