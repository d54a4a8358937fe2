import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { testTurn } from '../session/test-turn.ts'
import { CLOSED_PER_TURN } from '../session/turn.ts'
import { closeInTurns } from './closing.ts'

test('a socket whose closing waits counts as destroyed, and is not read any more', async () => {
  const { turn, endTurn } = testTurn()
  const server = new EventEmitter()
  closeInTurns(server as never, turn.closings)
  for (let index = 0; index < CLOSED_PER_TURN; index++) turn.closings.add(() => {})
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
