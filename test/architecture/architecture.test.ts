import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { TABLE } from './import-table.ts'
import type { Row } from './import-table.ts'
import { importsOf, target } from './imports.ts'
import { sourcesIn } from './sources.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
process.chdir(root)

const sources = sourcesIn(root)

const parsed = new Map<string, readonly string[]>()
const importsIn = (file: string): readonly string[] => parsed.getOrInsertComputed(file, importsOf)

const rowOf = (file: string): Row | undefined => TABLE.find(({ folder }) => file.startsWith(folder))

const isUnder = (path: string, folder: string): boolean => path === folder || path.startsWith(folder)

/** The imports of a file that are not allowed. */
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

test('every row of the table has files, or says that it has none yet', () => {
  assert.deepEqual(
    TABLE.filter(({ folder, isEmpty }) => (isEmpty ?? false) !== sources.every((file) => !file.startsWith(folder))).map(
      ({ folder }) => folder,
    ),
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

const PLANTED = [
  {
    file: 'realm/broker.ts',
    folder: 'packages/router/src/realm',
    found: ['../../session/outbox.ts', 'node:fs', 'node:net', 'node:tls', 'ws'],
  },
  {
    file: 'wiring/router.ts',
    folder: 'packages/router/src/wiring',
    found: ['../guests/guests.ts', '../node/router-node.ts', 'node:net'],
  },
  {
    file: 'node/router-node.ts',
    folder: 'packages/router/src/node/',
    found: ['../realm/realm.ts', '../session/outbox.ts', 'ws'],
  },
  { file: 'apps/app.ts', folder: 'apps/', found: ['../../../../packages/router/src/realm/realm.ts'] },
]

for (const { file, folder, found } of PLANTED) {
  test(`a violation planted in ${folder} is found, however it is written`, () => {
    const row = TABLE.find((one) => one.folder === folder)
    assert.ok(row !== undefined)
    const planted = `test/architecture/fixtures/planted/${file}`
    assert.deepEqual(violations(planted, row, importsOf(planted)).toSorted(), found)
  })
}

test('a library is imported by one folder only', () => {
  const libraries = [
    'ws',
    'fastify',
    'typebox',
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
  // Not in the list are pino and prom-client: once in the router, and once in each part of the chat that is a process of
  // its own.
  for (const library of libraries) {
    const folders = new Set(
      sources
        .filter((file) => !file.startsWith('bench') && importsIn(file).includes(library))
        .map((file) => rowOf(file)?.folder),
    )
    assert.equal(folders.size, 1, `${library} is imported in ${[...folders].join(', ')}`)
  }
})

test('half of the files have at most 60 lines', () => {
  const lengths = sources.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1)
  const median = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)]
  assert.ok(median !== undefined && median <= 60, `the median is ${median} lines`)
})

test('files stay short, and none has a meaningless name', () => {
  const vague = /\/(utils?|helpers?|types|common|misc)\.ts$/
  assert.deepEqual(
    sources.filter((file) => vague.test(file)),
    [],
  )
  assert.deepEqual(
    sources.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 221),
    [],
  )
})
