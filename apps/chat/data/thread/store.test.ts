/** The stores with a real file: durability, group commit, and what an unfit environment is answered. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { DataUnavailable } from '../contract.ts'
import { MIGRATIONS } from '../database/migrations.ts'
import type { AppStore } from '../app-contract.ts'
import { DatabaseThread } from './database-thread.ts'
import { openAppStore } from '../open-app-store.ts'
import type { StoreOptions } from '../open-app-store.ts'
import { openMessageStore } from '../open-message-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-store-'))
after(() => rmSync(folder, { recursive: true }))

const NOW = 1_790_000_000_000
let files = 0
const newFile = (): string => join(folder, `${++files}.sqlite`)

/** Closed after the test, also after one that fails: the thread would keep the process alive. */
async function opened(t: TestContext, options: StoreOptions): Promise<AppStore> {
  const store = await openAppStore(options)
  t.after(() => store.close())
  return store
}

async function withMember(store: AppStore, user: string, thread: string): Promise<void> {
  await store.addUser({ name: user, skeleton: user, passwordHash: 'hash', now: NOW })
  await store.join({ user, title: thread, permalink: thread, isPrivate: false, now: NOW })
}

const message = (id: string) => ({ id, thread: 'tea', author: 'ann', text: `text ${id}`, at: NOW })

test('what one process stores, another reads, and it survives closing', async (t) => {
  const file = newFile()
  const app = await opened(t, { file })
  await withMember(app, 'ann', 'tea')
  const storage = await openMessageStore({ file })
  t.after(() => storage.close())

  assert.deepEqual(await storage.append([message('1'), message('2')]), ['stored', 'stored'])
  assert.equal((await app.history({ user: 'ann', thread: 'tea', limit: 9 }))?.entries.length, 2)
  await Promise.all([app.close(), storage.close()])

  const again = await opened(t, { file })
  assert.equal((await again.history({ user: 'ann', thread: 'tea', limit: 9 }))?.entries.length, 2)
})

test('a locked database refuses writes in time, answers reads meanwhile, and recovers', async (t) => {
  const file = newFile()
  const store = await opened(t, { file, lockWaitMs: 100 })
  await withMember(store, 'ann', 'tea')
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')

  const write = store.append([message('1')])
  assert.equal(await store.isMember({ user: 'ann', thread: 'tea' }), true)
  await assert.rejects(write, (error) => error instanceof DataUnavailable && /is locked by another/.test(error.message))

  other.exec('COMMIT')
  other.close()
  assert.deepEqual(await store.append([message('1')]), ['stored'])
})

test('a write that waits for a lock is done when the lock is released in time', async (t) => {
  const file = newFile()
  const store = await opened(t, { file, lockWaitMs: 5_000 })
  await withMember(store, 'ann', 'tea')
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')
  const write = store.append([message('1')])
  await store.check()
  other.exec('COMMIT')
  other.close()

  assert.deepEqual(await write, ['stored'])
})

test('a full database acknowledges nothing that it did not store', async (t) => {
  const store = await opened(t, { file: newFile(), maxMiB: 1 })
  await withMember(store, 'ann', 'tea')
  const stored: string[] = []
  let failure: unknown
  for (let id = 0; failure === undefined && id < 1_000; id++) {
    try {
      await store.append([{ ...message(String(id)), text: 'x'.repeat(10_000) }])
      stored.push(String(id))
    } catch (error) {
      failure = error
    }
  }

  assert.ok(failure instanceof DataUnavailable && /is full/.test(failure.message), String(failure))
  const page = await store.history({ user: 'ann', thread: 'tea', limit: 1_000 })
  assert.deepEqual(
    page?.entries.map((entry) => (entry.kind === 'message' ? entry.message.id : '')),
    stored,
  )
})

test('a damaged database, a file that is none, and one of a newer version are refused with a sentence', async () => {
  const none = newFile()
  writeFileSync(none, 'These are no tables. '.repeat(500))
  await assert.rejects(
    openAppStore({ file: none }),
    (error) => error instanceof DataUnavailable && /not a database/.test(error.message),
  )

  const newer = newFile()
  const database = new DatabaseSync(newer)
  database.exec('PRAGMA user_version = 999')
  database.close()
  await assert.rejects(openAppStore({ file: newer }), /has version 999/)

  await assert.rejects(openAppStore({ file: join(none, 'below-a-file.sqlite') }), DataUnavailable)
})

test('a fault in the thread rejects what was asked, and is told', async () => {
  const lost = Promise.withResolvers<string>()
  const data = { options: { file: newFile() }, lockWaitMs: 0 }
  const thread = await DatabaseThread.open(data, { onLost: lost.resolve })

  await assert.rejects(thread.ask('no operation', {}), DataUnavailable)
  assert.match(await lost.promise, /ended: Error: no operation/)
  await assert.rejects(thread.ask('check', undefined), DataUnavailable)
  await thread.close()
})

test('a gap that comes again after a restart is stored once', async (t) => {
  const file = newFile()
  const gap = { id: 'g', from: NOW, to: NOW + 5 }
  const store = await opened(t, { file })
  assert.equal(await store.appendGap(gap), 'stored')
  await store.close()
  const again = await opened(t, { file })

  assert.equal(await again.appendGap(gap), 'known')
})

test('the tables of an older program are brought up to date, and keep their rows', async (t) => {
  const file = newFile()
  const [first = ''] = MIGRATIONS
  const database = new DatabaseSync(file)
  database.exec(`${first}; PRAGMA user_version = 1;
    INSERT INTO users (name, skeleton, password_hash, created_at) VALUES ('ann', 'ann', 'hash', 0);
    INSERT INTO changes (kind, user, at) VALUES ('user_deleted', 'ben', 0);
    INSERT INTO history (at, until_at) VALUES (1, 2), (1, 2)`)
  database.close()
  const store = await opened(t, { file })

  assert.equal(await store.passwordHash({ user: 'ann' }), 'hash')
  assert.equal((await store.changesAfter({ after: 0, limit: 9 })).changes.length, 1)
  assert.equal(await store.appendGap({ id: 'g', from: 1, to: 2 }), 'stored')
})

test('a closed store rejects with DataUnavailable', async (t) => {
  const store = await opened(t, { file: newFile() })
  const last = store.addUser({ name: 'ann', skeleton: 'ann', passwordHash: 'hash', now: NOW })
  await store.close()

  assert.deepEqual(await last, { verdict: 'added', looksLike: undefined })
  await assert.rejects(store.check(), DataUnavailable)
})
