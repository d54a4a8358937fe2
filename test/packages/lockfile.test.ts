/** `npm ci` accepts the lockfile on every platform, and the packages of a checkout cannot be published. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
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

describe('npm ci takes the lockfile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-lock-'))
  const checkout = join(folder, 'checkout')
  const platforms = [
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ] as const

  before(
    async () => {
      const files = globSync(['package.json', 'package-lock.json', '{packages,apps}/*/package.json'], { cwd: root })
      for (const file of [...files, 'site/package.json', 'bench/package.json'])
        cpSync(join(root, file), join(checkout, file), { recursive: true })
      writeFileSync(join(folder, 'package.json'), '{ "private": true }')
      const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
      await run('npm', ['install', ...quietly, 'npm10@npm:npm@10', 'npm11@npm:npm@11'], { cwd: folder })
    },
    { timeout: 180_000 },
  )
  after(() => rmSync(folder, { recursive: true, force: true }))

  for (const version of ['10', '11'])
    for (const [os, cpu] of platforms)
      test(`npm ${version}, ${os} ${cpu}`, { timeout: 120_000 }, async () => {
        const npm = join(folder, `node_modules/npm${version}/bin/npm-cli.js`)
        const { stdout } = await run(process.execPath, [npm, '--version'], { cwd: checkout })
        assert.match(stdout, new RegExp(`^${version}\\.`))
        const dry = ['--dry-run', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
        const taken = await run(process.execPath, [npm, 'ci', ...dry, `--os=${os}`, `--cpu=${cpu}`], { cwd: checkout })
        assert.match(taken.stdout, /added \d+ packages/)
      })
})
