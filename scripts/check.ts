/** `npm run check`: format, lint, types, architecture, unit and property tests, stopping at the first failure. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { reportedTo } from './features/passed.ts'
import { UNIT_TESTS } from './unit-tests.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`

/** Where `scripts/test.ts` wants to know which tests passed. */
const { PASSED_UNIT_TESTS } = process.env
const reporters = PASSED_UNIT_TESTS === undefined ? [] : reportedTo(PASSED_UNIT_TESTS)

const steps: readonly (readonly [title: string, command: string, ...args: string[]])[] = [
  ['format', bin('oxfmt'), '--check', '.'],
  ['lint', bin('oxlint'), '--type-aware', '--report-unused-disable-directives', '--deny-warnings'],
  ['types', bin('tsc'), '-p', 'tsconfig.json'],
  ['types of the pure layers, without Node', bin('tsc'), '-p', 'tsconfig.pure.json'],
  ['types of the pages, with the DOM', bin('tsc'), '-p', 'site/tsconfig.json'],
  ['types of the chat’s page', bin('tsc'), '-p', 'apps/chat/web/tsconfig.json'],
  ['architecture', process.execPath, '--test', 'test/architecture/*.test.ts'],
  ['unit and property tests', process.execPath, '--test', '--test-timeout=180000', ...reporters, ...UNIT_TESTS],
]

for (const [title, command, ...args] of steps) {
  console.log(`\n— ${title}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`\n${title}: failed`)
    process.exit(status ?? 1)
  }
}
