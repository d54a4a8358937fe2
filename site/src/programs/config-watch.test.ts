import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { watchConfig } from './config-watch.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-config-watch-'))
after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'config.json')

/** Saves the file right after the watch has begun, and resolves when that is noticed. */
async function isNoticed(save: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const unwatch = watchConfig(file, resolve)
  save()
  const alive = setInterval(() => {}, 1_000)
  await promise
  clearInterval(alive)
  unwatch()
}

test(
  'a save is noticed from the first moment on, also where it changes the size only',
  { timeout: 60_000 },
  async () => {
    writeFileSync(file, '{}')
    await isNoticed(() => writeFileSync(file, '{ "version": 2 }'))
    const second = new Date(1_700_000_000_000)
    utimesSync(file, second, second)
    await isNoticed(() => {
      writeFileSync(file, '{ "version": 2, "workers": [] }')
      utimesSync(file, second, second)
    })
  },
)

test(
  'a file that comes back is a save; one that goes, and what comes after the end, are none',
  { timeout: 60_000 },
  async () => {
    writeFileSync(file, '{}')
    let saves = 0
    const unwatch = watchConfig(file, () => saves++)
    rmSync(file)
    await new Promise((resolve) => setTimeout(resolve, 500))
    assert.equal(saves, 0)
    writeFileSync(file, '{}')
    while (saves === 0) await new Promise((resolve) => setTimeout(resolve, 50))
    unwatch()
    const noticed = saves
    writeFileSync(file, '{ "version": 2 }')
    await new Promise((resolve) => setTimeout(resolve, 500))
    assert.equal(saves, noticed)
  },
)
