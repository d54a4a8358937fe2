/**
 * `npm test`: check, then the tests that cross packages: conformance, other clients, browser, packed packages. When all
 * tests that docs/features.md names have passed, it writes that file.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { passedIn, reportedTo } from './features/passed.ts'
import { CROSSING_TESTS } from './unit-tests.ts'
import { writeFeatures } from './write-features.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'wampeter-passed-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const [units, crossing] = [join(folder, 'units'), join(folder, 'crossing')]

const run = (...args: readonly string[]): void => {
  const env = { ...process.env, PASSED_UNIT_TESTS: units }
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env })
  if (status !== 0) process.exit(status ?? 1)
}

run('scripts/check.ts')
console.log('\n— conformance, other clients, benchmarks’ smoke test, browser, packages')
run('--test', '--test-concurrency=2', '--test-timeout=180000', ...reportedTo(crossing), ...CROSSING_TESTS)

const missing = writeFeatures(passedIn([units, crossing]))
if (missing.length > 0)
  console.log(`\n— docs/features.md was not written: these tests that it names did not run\n${missing.join('\n')}`)
