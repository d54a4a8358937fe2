import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Spool, SpoolFull } from './spool.ts'
import type { SpoolRecord } from './records.ts'

const message =
  (text: string) =>
  (n: number): SpoolRecord => ({
    kind: 'message',
    n,
    message: { id: `id ${n}`, user: 'ada', thread: 'tea', message: text, at: n },
    isDirect: false,
  })

async function inFolder(body: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'spool-'))
  await body(join(folder, 'new', 'spool'))
  await rm(folder, { recursive: true })
}

test('what was added is there after the process was killed', () =>
  inFolder(async (file) => {
    const spool = await Spool.open(file, 1 << 20)
    await Promise.all(Array.from({ length: 100 }, (_, index) => spool.add(message(`text ${index}`)).written))
    const again = await Spool.open(file, 1 << 20) // the first one was never closed

    assert.deepEqual(
      again.contents.entries().map((entry) => entry.kind === 'message' && entry.message.message),
      Array.from({ length: 100 }, (_, index) => `text ${index}`),
    )
    await spool.close()
    await again.close()
  }))

test('a full spool refuses, and takes more when something is done', () =>
  inFolder(async (file) => {
    const spool = await Spool.open(file, 300)
    const first = spool.add(message('x'.repeat(100)))
    assert.throws(() => spool.add(message('x'.repeat(200))), SpoolFull)
    await first.written
    spool.note({ kind: 'done', n: first.n })
    await spool.add(message('small')).written
    assert.ok(!spool.isFull(100))
    await spool.add(message('x'.repeat(50))).written
    await spool.close()
  }))

test('numbers go on after a restart', () =>
  inFolder(async (file) => {
    const spool = await Spool.open(file, 1 << 20)
    assert.equal(spool.add(message('one')).n, 1)
    await spool.close()
    const again = await Spool.open(file, 1 << 20)
    assert.equal(again.add(message('two')).n, 2)
    await again.close()
  }))

test('the file stays small while messages come and go', () =>
  inFolder(async (file) => {
    const spool = await Spool.open(file, 1 << 20)
    for (let turn = 0; turn < 40; turn++) {
      const { n, written } = spool.add(message('x'.repeat(100_000)))
      await written
      spool.note({ kind: 'done', n })
    }
    await spool.close()

    assert.ok((await stat(file)).size < 1_200_000)
    assert.ok((await readFile(file, 'utf8')).split('\n').length < 100)
  }))

test('what is added while the file is written anew is kept, and the numbers of what is done stay done', () =>
  inFolder(async (file) => {
    const spool = await Spool.open(file, 1 << 30)
    const kept: Promise<void>[] = []
    for (let turn = 0; turn < 200; turn++) {
      const { n, written } = spool.add(message('x'.repeat(50_000)))
      void written.then(() => spool.note({ kind: 'done', n }))
      if (turn % 20 === 0) kept.push(spool.add(message(`kept ${turn}`)).written)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(kept)
    await spool.close()
    const again = await Spool.open(file, 1 << 30)

    assert.deepEqual(
      again.contents.entries().map((entry) => entry.kind === 'message' && entry.message.message),
      Array.from({ length: 10 }, (_, index) => `kept ${20 * index}`),
    )
    assert.ok((await stat(file)).size < 1_500_000)
    await again.close()
  }))
