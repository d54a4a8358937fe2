/** Every check finds a violation that is planted in apps/, so that no app is silently unchecked. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, matchesGlob } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { UNIT_TESTS } from '../../scripts/unit-tests.ts'
import { sourcesIn } from './sources.ts'
import { TABLE } from './import-table.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'wampeter-apps-'))
const PLANTED = 'apps/planted/src/app.ts'

after(() => rmSync(copy, { recursive: true }))
mkdirSync(join(copy, 'apps/planted/src'), { recursive: true })
for (const file of ['package.json', 'tsconfig.json', '.oxlintrc.json', '.oxfmtrc.json'])
  cpSync(join(root, file), join(copy, file))
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
writeFileSync(
  join(copy, PLANTED),
  readFileSync(join(root, 'test/architecture/fixtures/planted/apps/app.ts'), 'utf8').replace(
    'export const',
    'export   const',
  ),
)

function said(program: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(join(root, 'node_modules/.bin', program), args, {
    cwd: copy,
    encoding: 'utf8',
  })
  assert.notEqual(status, 0, `${program} finds nothing wrong`)
  return stdout + stderr
}

test('the compiler reads apps/', () => {
  assert.match(said('tsc', '-p', 'tsconfig.json'), /apps\/planted\/src\/app\.ts.*TS2322/)
})

test('the linter reads apps/, with types and without', () => {
  const found = said('oxlint', '--type-aware', '--deny-warnings', 'apps')
  for (const rule of ['no-explicit-any', 'no-default-export', 'no-floating-promises'])
    assert.ok(found.includes(rule), rule)
})

test('the formatter reads apps/', () => {
  assert.ok(said('oxfmt', '--check', 'apps').includes(PLANTED))
})

test('the architecture test reads apps/, and the table has a row for it', () => {
  assert.deepEqual(sourcesIn(copy), [PLANTED])
  assert.ok(TABLE.some(({ folder }) => PLANTED.startsWith(folder)))
})

test('the check runs unit tests of apps/, and npm links its packages', () => {
  assert.ok(UNIT_TESTS.some((glob) => matchesGlob('apps/planted/src/app.test.ts', glob)))
  assert.match(readFileSync(join(root, 'package.json'), 'utf8'), /"apps\/\*"/)
})
