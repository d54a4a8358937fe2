import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { CLOSED_PER_TURN, closeInTurns, Closings } from './closing.ts'

/** Closings whose turns the test ends itself. */
function setUp() {
  const due: (() => void)[] = []
  const closings = new Closings((run) => void due.push(run))
  const endTurn = (): boolean => {
    const now = due.splice(0)
    for (const run of now) run()
    return now.length > 0
  }
  return { closings, endTurn }
}

test('few connections close at once; of many, a few close per turn, in their order', () => {
  const { closings, endTurn } = setUp()
  const closed: number[] = []
  for (let index = 0; index < 1_000; index++) closings.add(() => void closed.push(index))
  assert.equal(closed.length, CLOSED_PER_TURN)
  for (let turn = 2; turn <= 1_000 / CLOSED_PER_TURN; turn++) {
    endTurn()
    assert.equal(closed.length, turn * CLOSED_PER_TURN)
  }
  while (endTurn());
  assert.deepEqual(
    closed,
    Array.from(closed, (_, index) => index),
  )
  closings.add(() => void closed.push(1_000))
  assert.equal(closed.length, 1_001)
})

test('a socket whose closing waits counts as destroyed, and is not read any more', async () => {
  const { closings, endTurn } = setUp()
  const server = new EventEmitter()
  closeInTurns(server as never, closings)
  for (let index = 0; index < CLOSED_PER_TURN; index++) closings.add(() => {})
  const calls: string[] = []
  const handle = { readStop: () => void calls.push('stop'), close: (done: () => void) => (calls.push('close'), done()) }
  const socket = new Socket()
  Object.assign(socket, { _handle: handle })
  server.emit('connection', socket)
  socket.on('close', () => void calls.push('closed')).destroy()
  assert.deepEqual([socket.destroyed, calls], [true, ['stop']])
  endTurn()
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(calls, ['stop', 'close', 'closed'])
})
