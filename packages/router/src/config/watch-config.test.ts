import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { watchConfig } from './watch-config.ts'

/** A folder with a config, and a promise of its text at the time when a change was reported. */
function setUp(context: TestContext, lay: (folder: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-watch-'))
  const file = lay(folder)
  const { promise, resolve } = Promise.withResolvers<string>()
  const read = (): string => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  const watch = watchConfig(file, () => read() === 'new' && resolve('new'))
  const alive = setInterval(() => {}, 1_000) // the watch does not keep the process alive
  context.after(() => {
    clearInterval(alive)
    watch.close()
    rmSync(folder, { recursive: true })
  })
  return { folder, file, isNew: promise }
}

function put(text: string, ...path: readonly string[]): string {
  const file = join(...(path as [string]))
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

test('a file that is written, or replaced by another, has changed', async (context) => {
  for (const save of [
    (file: string) => writeFileSync(file, 'new'),
    (file: string) => renameSync(put('new', `${file}.tmp`), file),
  ]) {
    const { file, isNew } = setUp(context, (folder) => put('old', folder, 'config.json'))
    save(file)
    assert.equal(await isNew, 'new')
  }
})

test('a folder that replaces another is noticed, and so are files that are saved in it', async (context) => {
  const { folder, file, isNew } = setUp(context, (inside) => put('old', inside, '.crossbar', 'config.json'))
  put('other', folder, 'next', 'config.json')
  renameSync(join(folder, '.crossbar'), join(folder, 'past'))
  renameSync(join(folder, 'next'), join(folder, '.crossbar'))
  setTimeout(() => writeFileSync(file, 'new'), 1_500).unref()
  assert.equal(await isNew, 'new')
})

test('a link with a new target is a change, as in a mounted ConfigMap', async (context) => {
  const { folder, isNew } = setUp(context, (inside) => {
    put('old', inside, '..first', 'config.json')
    symlinkSync('..first', join(inside, '..data'))
    symlinkSync('..data/config.json', join(inside, 'config.json'))
    return join(inside, 'config.json')
  })
  put('new', folder, '..second', 'config.json')
  symlinkSync('..second', join(folder, '..data.tmp'))
  renameSync(join(folder, '..data.tmp'), join(folder, '..data'))
  assert.equal(await isNew, 'new')
})

test('a change of the file that a link leads to is a change', async (context) => {
  const { folder, isNew } = setUp(context, (inside) => {
    const real = put('old', inside, 'shared', 'router.json')
    mkdirSync(join(inside, '.crossbar'))
    symlinkSync(real, join(inside, '.crossbar', 'config.json'))
    return join(inside, '.crossbar', 'config.json')
  })
  writeFileSync(join(folder, 'shared', 'router.json'), 'new')
  assert.equal(await isNew, 'new')
})

test('a file that disappears and comes back has changed, even if its folder was moved meanwhile', async (context) => {
  const { folder, isNew } = setUp(context, (inside) => put('old', inside, 'node', 'config.json'))
  rmSync(join(folder, 'node'), { recursive: true })
  setTimeout(() => put('new', folder, 'node', 'config.json'), 1_500).unref()
  assert.equal(await isNew, 'new')
})

test('a change that an event reported is not reported again by the next check', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-watch-'))
  const file = put('old', folder, 'config.json')
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  let told = 0
  const watched = watchConfig(file, () => told++)
  const { promise: event, resolve } = Promise.withResolvers<void>()
  const witness = watch(folder, () => resolve())
  context.after(() => {
    witness.close()
    watched.close()
    rmSync(folder, { recursive: true })
  })
  writeFileSync(file, 'new')
  await event
  for (let ms = 0; ms < 5_000; ms += 100) context.mock.timers.tick(100)
  assert.equal(told, 1)
})
