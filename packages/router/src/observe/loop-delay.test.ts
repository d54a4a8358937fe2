import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { watchLoopDelay } from './loop-delay.ts'

test('the longest delay is that of the longest step, and stays', async () => {
  const longest = watchLoopDelay()
  await pause(30)
  for (const until = performance.now() + 200; performance.now() < until;);
  await pause(30)
  const seconds = longest()
  assert.ok(seconds > 0.15, `${seconds} s`)
  await pause(30)
  assert.ok(longest() >= seconds)
})
