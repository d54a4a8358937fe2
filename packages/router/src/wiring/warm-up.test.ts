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

/** Steps that wait until the test runs them. */
function deferred(): { waiting: (() => void)[]; defer: (step: () => void) => void } {
  const waiting: (() => void)[] = []
  return { waiting, defer: (step) => void waiting.push(step) }
}

test('a warm-up ends at its signal, and the next one goes on from there to the end', async () => {
  const first = deferred()
  const stopped = new AbortController()
  const isFirstDone = warmUp(first.defer, stopped.signal)
  first.waiting.shift()?.()
  assert.equal(first.waiting.length, 1, 'one step at a time')
  stopped.abort()
  first.waiting.shift()?.()
  assert.equal(first.waiting.length, 0)
  assert.equal(await isFirstDone, false)

  const second = deferred()
  const isSecondDone = warmUp(second.defer, new AbortController().signal)
  let steps = 0
  for (let step = second.waiting.shift(); step !== undefined; step = second.waiting.shift(), steps++) step()
  assert.equal(await isSecondDone, true)
  const rounds = 30 * SAMPLES.length + 3 * LONG_SAMPLES.length
  assert.equal(steps, Math.ceil((rounds * 9 - 2 + 1) / 2), 'all conversions but the two of the first router')

  const third = deferred()
  const isThirdDone = warmUp(third.defer, new AbortController().signal)
  third.waiting.shift()?.()
  assert.equal(await isThirdDone, true, 'a warm process has nothing left to do')
})
