import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { ResponseWatch } from './response-watch.ts'

/** A response to a client that reads as many bytes as the test says. */
class FakeResponse extends EventEmitter {
  readonly numbers = { bytesWritten: 0, writableLength: 0, _handle: { writeQueueSize: 0 } }
  readonly socket = this.numbers as unknown as Socket

  write(bytes: number): void {
    this.numbers.bytesWritten += bytes
    this.numbers._handle.writeQueueSize += bytes
  }

  take(bytes: number): void {
    this.numbers._handle.writeQueueSize -= bytes
  }
}

function setUp() {
  const ended: unknown[] = []
  const watch = new ResponseWatch(30_000, (socket) => ended.push(socket))
  const response = new FakeResponse()
  watch.add(response)
  return { watch, response, ended }
}

test('a response of which the client reads nothing for the whole time is ended', () => {
  const { watch, response, ended } = setUp()
  response.write(1_000)
  for (const now of [5_000, 10_000, 34_999]) watch.sweep(now)
  assert.deepEqual(ended, [])
  watch.sweep(35_000)
  assert.deepEqual(ended, [response.socket])
  response.emit('close')
})

test('a client that reads a byte now and then keeps its response', () => {
  const { watch, response, ended } = setUp()
  response.write(1_000)
  for (let now = 0; now < 600_000; now += 29_000) {
    response.take(1)
    watch.sweep(now)
  }
  assert.deepEqual(ended, [])
  response.emit('close')
})

test('a client that waits for a slow answer is not ended, and one whose response is over is forgotten', () => {
  const { watch, response, ended } = setUp()
  for (const now of [0, 60_000, 120_000]) watch.sweep(now)
  response.write(1_000)
  response.emit('close')
  for (const now of [130_000, 190_000]) watch.sweep(now)
  assert.deepEqual(ended, [])
})
