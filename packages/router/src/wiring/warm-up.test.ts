import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SERIALIZERS } from './serializers.ts'
import { conversions, LONG_SAMPLES, SAMPLES, warmUp } from './warm-up.ts'

test('warming up converts every sample between all serializers, in steps', () => {
  const all = Object.values(SERIALIZERS)
  const round = [...conversions(all, 1)].length
  assert.equal(round, SAMPLES.length * 3 * 3)
  assert.equal(
    [...conversions(all, 10)].length,
    (10 * SAMPLES.length + LONG_SAMPLES.length) * 3 * 3,
    'the long lists in the last round',
  )
})

test('a process warms up once, one step at a time', () => {
  const waiting: (() => void)[] = []
  warmUp((step) => waiting.push(step))
  waiting.shift()?.()
  assert.equal(waiting.length, 1)
  warmUp((step) => waiting.push(step))
  assert.equal(waiting.length, 1)
})
