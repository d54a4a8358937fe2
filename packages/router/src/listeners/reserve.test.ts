import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { Reserve } from './reserve.ts'

/** A connection with this file descriptor. */
class FakeSocket extends EventEmitter {
  readonly _handle: { readonly fd: number }
  isDestroyed = false

  constructor(fd: number) {
    super()
    this._handle = { fd }
  }

  destroy(): void {
    this.isDestroyed = true
    this.emit('close')
  }
}

function setUp() {
  const lines: string[] = []
  const counted: string[] = []
  const log = { isDebug: false, write: (_level: string, text: string) => void lines.push(text) }
  const counters = { count: (name: string) => void counted.push(name) }
  const reserve = new Reserve({ limit: 100, reserve: 8 }, { log, counters } as never)
  const connect = (fd: number) => {
    const socket = new FakeSocket(fd)
    reserve.enter(socket as unknown as Socket)
    return socket
  }
  return { reserve, connect, lines, counted }
}

test('below the reserve nothing happens', () => {
  const { reserve, connect, lines } = setUp()
  const socket = connect(91)
  assert.equal(reserve.holds(socket as unknown as Socket), false)
  assert.deepEqual(lines, [])
})

test('in the reserve only the newest connections are kept, and one log line says so', () => {
  const { reserve, connect, lines, counted } = setUp()
  const sockets = [92, 93, 94, 95, 96, 97].map(connect)
  assert.equal(reserve.holds(sockets[5] as unknown as Socket), true)
  assert.deepEqual(
    sockets.map(({ isDestroyed }) => isDestroyed),
    [true, true, false, false, false, false],
  )
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /out of file descriptors: nearly all 100 .*ulimit -n/)
  assert.deepEqual(counted, ['descriptors_short'])
})

test('that descriptors are free again is logged only once clearly enough are free', () => {
  const { connect, lines } = setUp()
  connect(92).destroy()
  connect(90)
  assert.equal(lines.length, 1)
  connect(70)
  connect(70)
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /free again/)
})
