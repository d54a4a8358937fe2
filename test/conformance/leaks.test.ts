/** Sessions that are gone leave nothing behind. That of calls is in packages/router/test/leaks. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { EMPTY, MiB } from '../../packages/router/test/leaks/heap.ts'
import type { Left } from '../../packages/router/test/leaks/sessions.ts'

const script = fileURLToPath(new URL('../../packages/router/test/leaks/sessions.ts', import.meta.url))

test('after 100,000 sessions have come and gone every table is empty, and the memory is free again', (t) => {
  const { served, sizes, grownBytes, internalErrors } = JSON.parse(
    execFileSync(process.execPath, [script, '100000'], { encoding: 'utf8', timeout: 150_000 }),
  ) as Left
  t.diagnostic(`heap ${(grownBytes / MiB).toFixed(2)} MiB larger`)
  assert.equal(served, 110_000)
  assert.deepEqual(sizes, EMPTY)
  assert.equal(internalErrors, 0)
  assert.ok(grownBytes < 4 * MiB, String(grownBytes))
})
