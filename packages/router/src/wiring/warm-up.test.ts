import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SERIALIZERS } from './serializers.ts'
import { conversions, warmUp } from './warm-up.ts'

test('warming up converts every sample between all serializers, in steps', () => {
  const steps = [...conversions(Object.values(SERIALIZERS), 2)]
  assert.equal(steps.length, (2 * 8 + 1) * 3 * 3)
})

test('a process warms up once, one step at a time', () => {
  const waiting: (() => void)[] = []
  warmUp((step) => waiting.push(step))
  waiting.shift()?.()
  assert.equal(waiting.length, 1)
  warmUp((step) => waiting.push(step))
  assert.equal(waiting.length, 1)
})
