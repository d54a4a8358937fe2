import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { watchFiles } from './watch.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wampeter-watch-')))
after(() => rmSync(folder, { recursive: true }))

test('a file that is saved before the watch has seen it is reported; those that were there before are not', async () => {
  const [old, saved] = ['old.ts', 'saved.ts'].map((name) => join(folder, name)) as [string, string]
  for (const file of [old, saved]) writeFileSync(file, 'before')
  await pause(50) // the system stamps files in steps of some milliseconds
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const watcher = watchFiles({ paths: [old, saved], quietMs: 20 }, { changed: resolve, failed: reject })
  writeFileSync(saved, 'after')

  assert.equal(await promise, saved)
  await watcher.close()
})

test('files of a folder that were there before the watch began are no news, and one that is saved is', async () => {
  const old = join(folder, 'old.ts')
  writeFileSync(old, 'before')
  await pause(50)
  const told: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const changed = (file: string): void => {
    told.push(file)
    if (file.endsWith('new.ts')) resolve()
  }
  const watcher = watchFiles({ paths: [folder], quietMs: 20 }, { changed, failed: reject })
  await pause(200)
  assert.deepEqual(told, [])
  writeFileSync(join(folder, 'new.ts'), '')

  await promise
  assert.deepEqual(told, [join(folder, 'new.ts')])
  await watcher.close()
})
