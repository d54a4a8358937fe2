/** `npm ci` accepts the lockfile on every platform, and the packages of a checkout cannot be published. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const json = (file: string) => JSON.parse(readFileSync(`${root}${file}`, 'utf8'))

interface Locked {
  readonly version?: string
  readonly link?: boolean
  readonly resolved?: string
  readonly integrity?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const locked: readonly (readonly [string, Locked])[] = Object.entries(json('package-lock.json').packages)
const installed = locked.filter(([path, { link }]) => path.startsWith('node_modules/') && link !== true)

test('every locked package has a version and a checksum, and none names the host that it came from', () => {
  assert.ok(installed.length > 100)
  const loose = installed.filter(
    ([, { version, integrity, resolved }]) =>
      version === undefined || integrity === undefined || resolved !== undefined,
  )
  assert.deepEqual(
    loose.map(([path]) => path),
    [],
  )
})

test('the optional parts of all platforms are locked, not only those of the machine that wrote the file', () => {
  const names = new Set(installed.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)))
  const missing = installed.flatMap(([, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !names.has(name)),
  )
  assert.deepEqual(missing, [])
  assert.ok(names.has('@esbuild/win32-x64') && names.has('@esbuild/darwin-arm64'))
})

test('a package of the checkout cannot be published by accident', () => {
  const manifests = globSync(['package.json', 'packages/*/package.json', 'apps/*/package.json'], { cwd: root })
  assert.ok(manifests.length >= 6)
  assert.deepEqual(
    manifests.filter((file) => json(file).private !== true),
    [],
  )
})
