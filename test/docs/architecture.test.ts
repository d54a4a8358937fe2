/** Every path in docs/architecture.md exists, and every part of the router is in it. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8')

const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word)

/** A word in backticks is a path when it has a slash, names a file, or is a folder of the project by its table. */
const paths = quoted.filter(
  (word) => /^[\w.-]+(\/[\w.-]+)+$/.test(word) || /^[\w.-]+\.(ts|json|md)$/.test(word) || /^[a-z]+$/.test(word),
)
const notPaths = new Set(['wampeter'])

test('every folder and file that docs/architecture.md names exists', () => {
  assert.ok(paths.length > 40, `only ${paths.length} paths were found`)
  assert.deepEqual(
    paths.filter((path) => !notPaths.has(path) && !existsSync(join(root, path))),
    [],
  )
})

test('every folder of the router and every package is named in docs/architecture.md', () => {
  const folders = ['packages', 'packages/router/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map(({ name }) => `${folder}/${name}`),
  )
  const named = (folder: string): boolean => paths.some((path) => path === folder || path.startsWith(`${folder}/`))
  assert.deepEqual(
    folders.filter((folder) => !named(folder)),
    [],
  )
})
