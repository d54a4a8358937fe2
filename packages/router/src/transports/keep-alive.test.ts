import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeepAlive } from './keep-alive.ts'

function setUp({ isBusy = false, restartsOnAnyTraffic = true } = {}) {
  const done: string[] = []
  const keepAlive = new KeepAlive({ intervalMs: 400, timeoutMs: 400, size: 12, restartsOnAnyTraffic })
  const reading = { isPaused: false }
  const watch = keepAlive.watch({
    ping: (size) => void done.push(`ping ${size}`),
    get isPaused() {
      return reading.isPaused
    },
    isBusy: () => isBusy,
    lost: () => void done.push('lost'),
  })
  const sweep = (times: number): void => {
    for (let count = 0; count < times; count++) keepAlive.sweep()
  }
  return { done, keepAlive, watch, sweep, reading }
}

test('a silent peer is pinged after an interval and ended after the timeout', () => {
  const { done, sweep } = setUp()
  sweep(3)
  assert.deepEqual(done, [])
  sweep(1)
  assert.deepEqual(done, ['ping 12'])
  sweep(4)
  assert.deepEqual(done, ['ping 12', 'lost'])
})

test('a pong is a sign of life, and so is any traffic unless configured otherwise', () => {
  const { done, watch, sweep } = setUp()
  sweep(4)
  watch.beat()
  sweep(4)
  watch.traffic()
  sweep(3)
  assert.deepEqual(done, ['ping 12', 'ping 12'])

  const strict = setUp({ restartsOnAnyTraffic: false })
  strict.sweep(4)
  strict.watch.traffic()
  strict.sweep(4)
  assert.deepEqual(strict.done, ['ping 12', 'lost'])
})

test('while data waits in the socket, the timeout is four times as long', () => {
  const { done, sweep } = setUp({ isBusy: true })
  sweep(19)
  assert.deepEqual(done, ['ping 12'])
  sweep(1)
  assert.deepEqual(done, ['ping 12', 'lost'])
})

test('while reading is paused the clock stands still, and it starts again when reading resumes', () => {
  const { done, sweep, reading } = setUp()
  sweep(7)
  reading.isPaused = true
  sweep(100)
  reading.isPaused = false
  sweep(3)
  assert.deepEqual(done, ['ping 12'])
  sweep(5)
  assert.deepEqual(done, ['ping 12', 'ping 12', 'lost'])
})

test('a closed connection is no longer watched', () => {
  const { done, keepAlive, watch, sweep } = setUp()
  watch.stop()
  sweep(20)
  assert.deepEqual([done, keepAlive.watches.size], [[], 0])
})
