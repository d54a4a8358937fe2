import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { TABLE } from './import-table.ts'
import type { Row } from './import-table.ts'
import { importsOf, target } from './imports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
process.chdir(root)

const sources = globSync([
  'packages/*/src/**/*.{ts,js}',
  'site/**/*.ts',
  'lessons/**/*.{ts,js}',
  'bench/**/*.ts',
]).filter(
  (file) =>
    !file.includes('node_modules') &&
    !file.endsWith('.test.ts') &&
    !file.endsWith('.test-d.ts') &&
    !/\/test-[^/]*$/.test(file) &&
    !file.includes('/fixtures/'),
)

const parsed = new Map<string, readonly string[]>()
const importsIn = (file: string): readonly string[] => parsed.getOrInsertComputed(file, importsOf)

const rowOf = (file: string): Row | undefined => TABLE.find(({ folder }) => file.startsWith(folder))

const isUnder = (path: string, folder: string): boolean => path === folder || path.startsWith(folder)

/** What a file imports and may not. */
function violations(file: string, row: Row, specifiers: readonly string[]): readonly string[] {
  return specifiers.filter((specifier) => {
    const path = target(file, specifier)
    if (specifier.startsWith('.')) return !row.ours.some((folder) => isUnder(path, folder))
    return !row.ours.includes(path) && !row.outside.includes(path) && !row.outside.includes('*')
  })
}

test('every file lies in a folder that the table knows', () => {
  assert.deepEqual(
    sources.filter((file) => rowOf(file) === undefined),
    [],
  )
})

test('every row of the table is about files that exist', () => {
  assert.deepEqual(
    TABLE.filter(({ folder }) => !sources.some((file) => file.startsWith(folder))).map(({ folder }) => folder),
    [],
  )
})

test('imports point one way: each folder imports only what its row allows', () => {
  let seen = 0
  const found = sources.flatMap((file) => {
    const specifiers = importsIn(file)
    seen += specifiers.length
    const row = rowOf(file)
    return row === undefined ? [] : violations(file, row, specifiers).map((specifier) => `${file} imports ${specifier}`)
  })
  assert.ok(seen > 400, `only ${seen} imports were seen: the parser finds nothing, or the project has shrunk`)
  assert.deepEqual(found, [])
})

test('a planted violation is found, however it is written', () => {
  const file = 'test/architecture/fixtures/planted/broker.ts'
  const row = TABLE.find(({ folder }) => folder.endsWith('/realm'))
  assert.ok(row !== undefined)
  assert.deepEqual(violations(file, row, importsOf(file)).toSorted(), [
    '../../session/outbox.ts',
    'node:fs',
    'node:net',
    'node:tls',
    'ws',
  ])
})

test('a library is imported by one folder alone', () => {
  const libraries = [
    'ws',
    'pino',
    'pino-pretty',
    'prom-client',
    'zod',
    'yaml',
    'send',
    'chokidar',
    '@msgpack/msgpack',
    'cborg',
    'commander',
    '@noble/hashes/hmac.js',
    '@noble/hashes/pbkdf2.js',
    '@noble/hashes/sha2.js',
    '@noble/hashes/argon2.js',
    '@noble/curves/ed25519.js',
  ]
  for (const library of libraries) {
    const folders = new Set(
      sources
        .filter((file) => !file.startsWith('bench') && importsIn(file).includes(library))
        .map((file) => rowOf(file)?.folder),
    )
    assert.equal(folders.size, 1, `${library} is imported in ${[...folders].join(', ')}`)
  }
})

test('files stay short, and none has a name that says nothing', () => {
  const vague = /\/(utils?|helpers?|types|common|misc)\.ts$/
  assert.deepEqual(
    sources.filter((file) => vague.test(file)),
    [],
  )
  assert.deepEqual(
    sources.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 251),
    [],
  )
})
