/** docs/features.md says what is there: its tests exist and are run; WELCOME, HELLO and the README say the same. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import type { Dict } from '@wampeter/protocol'
import { ROLES } from '@wampeter/client/in-process'
import { ABSENT } from '../../scripts/features/absent.ts'
import { FILES } from '../../scripts/features/feature.ts'
import { notPassed, passedIn, reportedTo } from '../../scripts/features/passed.ts'
import { CROSSING_TESTS, UNIT_TESTS } from '../../scripts/unit-tests.ts'
import { FEATURES, FEATURES_FILE, featuresText, NAMED } from '../../scripts/write-features.ts'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('docs/features.md is what the script writes', () => {
  assert.equal(readFileSync(FEATURES_FILE, 'utf8'), featuresText(), 'run node scripts/write-features.ts')
})

/** The titles of a file's tests, as it writes them: those that are skipped or to do are none. */
function titlesIn(source: string): ReadonlySet<string> {
  const { program } = parseSync('some.test.ts', source)
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) return node.forEach(visit)
    const { type, callee, arguments: given } = node as Readonly<Record<string, unknown>>
    if (type === 'CallExpression' && Object(callee).name === 'test') {
      const [title, options] = given as readonly { type: string; start: number; end: number }[]
      const isOff = options?.type === 'ObjectExpression' && /skip|todo/.test(source.slice(options.start, options.end))
      if (title !== undefined && !isOff) found.add(unquoted(source.slice(title.start, title.end)))
    }
    Object.values(node).forEach(visit)
  }
  visit(program)
  return found
}

const unquoted = (literal: string): string => literal.slice(1, -1).replaceAll("\\'", "'")

test('each named test exists, and is run by the check or by all tests', () => {
  const run = new Set(globSync([...UNIT_TESTS, ...CROSSING_TESTS], { cwd: root, exclude: ['**/node_modules/**'] }))
  const titles = new Map(Object.values(FILES).map((path) => [path, titlesIn(readFileSync(root + path, 'utf8'))]))
  assert.ok(NAMED.length > 150, String(NAMED.length))
  for (const [file, title] of NAMED) {
    assert.ok(run.has(FILES[file]), `${FILES[file]} is not run`)
    assert.ok(titles.get(FILES[file])?.has(title) === true, `${FILES[file]} has no test "${title}"`)
  }
  assert.deepEqual(
    Object.keys(FILES).filter((file) => !NAMED.some(([one]) => one === file)),
    [],
    'files without a named test',
  )
})

test('a test that does not exist, or is skipped, is noticed', () => {
  const source = `
    test('runs', () => {})
    for (const name of names) test(\`runs as \${name}\`, { timeout: 5 }, () => {})
    test('off', { skip: true }, () => {})
    test('later', { todo: 'when there is time' }, () => {})
    test.skip('off, too', () => {})
    // test('a comment', () => {})
  `
  assert.deepEqual([...titlesIn(source)], ['runs', 'runs as ${name}'])
})

test('docs/features.md is written only when each named test has passed: not when it failed, or was skipped', async () => {
  await using made = await temporaryFolder()
  const source = `
    import { test } from 'node:test'
    test('passes by JSON (and CBOR)', () => {})
    test('fails', () => { throw new Error('as it should') })
    test('is skipped', { skip: true }, () => {})
    test('is to do', { todo: true }, () => {})
  `
  const [file, report] = [join(made.folder, 'some.test.mjs'), join(made.folder, 'report')]
  await writeFile(file, source)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  spawnSync(process.execPath, ['--test', ...reportedTo(report), file], { env })
  const passed = new Map([[FILES.broker, passedIn([report]).get(file) ?? []]])
  const named = ['passes by ${name} (and CBOR)', 'fails', 'is skipped', 'is to do', 'is nowhere']
  assert.deepEqual(
    notPassed(
      named.map((title) => ['broker', title] as const),
      passed,
    ).map(([, title]) => title),
    ['fails', 'is skipped', 'is to do', 'is nowhere'],
  )
})

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-features-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

const keysOf = (roles: unknown): readonly string[] =>
  Object.entries(roles as Readonly<Record<string, { features: Dict }>>).flatMap(([role, { features }]) =>
    Object.entries(features).flatMap(([name, value]) => (value === true ? [`${role}.${name}`] : [])),
  )

test('WELCOME announces exactly the features of the table, and our client those that it has', async () => {
  for (const hasMetaApi of [true, false]) {
    await using running = await startRouter({ realm: { options: { enable_meta_api: hasMetaApi } } })
    const client = await RawClient.connect(running.url)
    client.send(HELLO)
    const { details } = await client.next('WELCOME')
    const table = FEATURES.flatMap(({ router }) => router).filter((key) => hasMetaApi || !key.endsWith('_meta_api'))
    assert.deepEqual(keysOf(details['roles']).toSorted(), table.toSorted())
    client.end()
  }
  assert.deepEqual(keysOf(ROLES).toSorted(), FEATURES.flatMap(({ client }) => client).toSorted())
  const announced = [...keysOf(ROLES), ...FEATURES.flatMap(({ router }) => router)]
  assert.deepEqual(
    ABSENT.flatMap(({ keys }) => keys).filter((key) => announced.includes(key)),
    [],
  )
})

const readme = readFileSync(`${root}README.md`, 'utf8').replaceAll(/\s+/g, ' ')
const partOf = (title: string): string => readme.split(`## ${title} `)[1]?.split(' ## ')[0] ?? ''

test('the README lists what the table lists, as there or not there', () => {
  const [there, missing] = [partOf('What you get'), partOf('What you do not get yet')]
  const lists = there.split(' - ').slice(0, 3)
  assert.equal(lists.length, 3)
  let rest = lists.join(' ')
  for (const phrase of FEATURES.flatMap((feature) => feature.readme)) {
    assert.ok(there.includes(phrase), `the README does not say "${phrase}"`)
    rest = rest.replaceAll(phrase, '')
  }
  // Whatever else the three items say about WAMP would be in no entry of the table.
  assert.equal(
    rest.replaceAll(/WAMP's meta API|\[Each with its tests\]\(docs\/features\.md\)|\band\b|[-;:,.\s]/g, ''),
    '',
  )
  for (const { readme: phrase } of ABSENT) assert.ok(missing.includes(phrase), `the README does not say "${phrase}"`)
})
