import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startSuiteRouter } from './suite-router.ts'
import { runSuite } from './suite.ts'

test('the client passes its suite from the sources', { timeout: 120_000 }, async () => {
  await using running = await startSuiteRouter()
  const outcomes = await runSuite(running.url)
  assert.ok(outcomes.length >= 8)
  assert.deepEqual(
    outcomes.filter(({ error }) => error !== undefined),
    [],
  )
})
