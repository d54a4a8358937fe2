import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pulse, PULSE } from './pulse.ts'

function pulse() {
  const told: string[] = []
  const clock = { now: 0 }
  const made = new Pulse({
    silentMs: PULSE.silentMs,
    now: () => clock.now,
    send: (byte) => void (byte === 'pong' && told.push(byte)),
    onCut: () => told.push('cut'),
    onBack: () => told.push('back'),
  })
  const silence = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += PULSE.everyMs) {
      clock.now += PULSE.everyMs
      made.tick()
    }
  }
  return { made, told, clock, silence }
}

test('before anything was heard nothing is cut', () => {
  const { told, silence } = pulse()
  silence(60_000)
  assert.deepEqual(told, [])
})

test('silence is a cut, told again while it lasts, and the first byte ends it', () => {
  const { made, told, silence } = pulse()
  made.hear('pong')
  silence(2_000)
  assert.deepEqual(told, ['cut'])
  silence(2_100)
  assert.deepEqual(told, ['cut', 'cut'])
  made.hear('ping')
  assert.deepEqual(told, ['cut', 'cut', 'pong', 'back'])
})

test('a page that slept does not take its own silence for a cut', () => {
  const { made, told, clock, silence } = pulse()
  made.hear('pong')
  silence(900)
  clock.now += 600_000
  made.tick()
  assert.deepEqual(told, [])
  silence(1_500)
  assert.deepEqual(told, ['cut'])
})
