import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeEnding, isRestarted } from './ending.ts'
import type { Ending } from './ending.ts'

const good: Ending = { code: 0, signal: null }
const bad: Ending = { code: 3, signal: null }
const shot: Ending = { code: null, signal: 'SIGSEGV' }

test('never, on-failure and always decide about a restart; a signal is a failure', () => {
  const verdicts = (['never', 'on-failure', 'always'] as const).map((policy) =>
    [good, bad, shot].map((ending) => isRestarted(policy, ending)),
  )
  assert.deepEqual(verdicts, [
    [false, false, false],
    [false, true, true],
    [true, true, true],
  ])
})

test('an end is described by its exit code or its signal', () => {
  assert.equal(describeEnding(bad), 'ended with exit code 3')
  assert.equal(describeEnding(shot), 'was ended by SIGSEGV')
})
