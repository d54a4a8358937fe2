/** `npm test`: check, then the tests that cross packages: conformance, other clients, browser, packed packages. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CROSSING_TESTS } from './unit-tests.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const run = (...args: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

run('scripts/check.ts')
console.log('\n— conformance, other clients, benchmarks’ smoke test, browser, packages')
run('--test', '--test-concurrency=2', '--test-timeout=180000', ...CROSSING_TESTS)
