import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findExecutable } from './executable.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-executable-'))
after(() => rmSync(folder, { recursive: true }))
const [workdir, bin] = [join(folder, 'work'), join(folder, 'bin')]
mkdirSync(join(workdir, 'folder'), { recursive: true })
mkdirSync(join(bin, 'folder'), { recursive: true })

const file = (path: string, mode: number): string => {
  writeFileSync(path, '')
  chmodSync(path, mode)
  return path
}
const both = file(join(workdir, 'both'), 0o755)
file(join(bin, 'both'), 0o755)
file(join(workdir, 'plain'), 0o644)
const onPath = file(join(bin, 'plain'), 0o755)
const find = (executable: string): string | undefined =>
  findExecutable(executable, { workdir, path: `/nowhere:${bin}` })

test('an executable file in the working directory goes before the PATH', () => {
  assert.equal(find('both'), both)
  assert.equal(find('./both'), both)
  assert.equal(find(both), both)
})

test('a name without an executable file in the folder is searched on the PATH', () => {
  assert.equal(find('plain'), onPath)
})

test('a folder, a plain file and a path that leads nowhere are not executables', () => {
  assert.deepEqual([find('folder'), find('./plain'), find('missing'), find('/missing')], Array(4).fill(undefined))
})
