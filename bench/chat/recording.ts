/**
 * How fast messages are recorded: `node bench/chat/recording.ts [rounds]`. In the same run:
 *
 * - the floor: the same rows into the same tables by bare `node:sqlite`, in batches of 100, each committed and synced;
 * - the storage service: from a ZeroMQ peer, with access checked, until each is confirmed;
 * - posts: by WAMP clients through router, recorder, spool and storage, until each is acknowledged as stored.
 *
 * Prints medians of the rounds, in messages a second.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Pull, Push } from 'zeromq'
import { openAppStore } from '../../apps/chat/data/open-app-store.ts'
import { openDatabase } from '../../apps/chat/data/database/open-database.ts'
import { WholeChat } from '../../test/chat/whole-chat.ts'

const ROUNDS = Number(process.argv[2] ?? 5)
const FLOOR_ROWS = 40_000
const STORAGE_ROWS = 40_000
const POSTS = 20_000
/** So many that the router slows none of them down: a user's messages are limited, the chat's are not. */
const CLIENTS = 40
/** Posts of each client that wait for their answer. */
const LANES = 25
const TEXT = 'x'.repeat(100)
const THREAD = 'bench'

const folder = await mkdtemp(join(tmpdir(), 'recording-'))
await using chat = await WholeChat.start({ LOG_LEVEL: 'warn' })
const names = Array.from({ length: CLIENTS }, (_, index) => `user ${index}`)
const tokens = await Promise.all(names.map((name) => chat.user(name, THREAD)))
const clients = names.map((name, index) => chat.client(name, tokens[index] ?? ''))
await Promise.all(clients.map((client) => client.opened()))

const rates = { floor: [] as number[], storage: [] as number[], posts: [] as number[] }
for (let round = 0; round < ROUNDS; round++) {
  rates.floor.push(await floor(round))
  rates.storage.push(await storage())
  rates.posts.push(await posts(round))
}
const [bare, stored, posted] = [rates.floor, rates.storage, rates.posts].map(median)
console.log(`bare SQLite, batches of 100:       ${rounded(bare)} a second`)
console.log(`storage service, confirmed:        ${rounded(stored)} a second, ${ratio(stored, bare)} of bare SQLite`)
console.log(`workshop.chat.post, acknowledged:  ${rounded(posted)} a second, ${ratio(posted, bare)} of bare SQLite`)
await rm(folder, { recursive: true })

/** The rows of the history, with its indexes, as the store writes them. */
async function floor(round: number): Promise<number> {
  const file = join(folder, `${round}.sqlite`)
  openDatabase({ file }).close()
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec(
    `INSERT INTO users (id, name, skeleton, password_hash, created_at) VALUES (1, 'ada', 'ada', '', 0);
     INSERT INTO threads (id, permalink, title, is_private, maker_id, created_at) VALUES (1, 'bench', 'bench', 0, 1, 0)`,
  )
  const insert = database.prepare('INSERT INTO history (thread_id, author_id, id, text, at) VALUES (1, 1, ?, ?, ?)')
  const since = performance.now()
  for (let row = 0; row < FLOOR_ROWS; row += 100) {
    database.exec('BEGIN IMMEDIATE')
    for (let index = row; index < row + 100; index++) insert.run(`id ${index}`, TEXT, Date.now())
    database.exec('COMMIT')
  }
  const rate = rateOf(FLOOR_ROWS, since)
  database.close()
  return rate
}

/** A service of its own: the recorder would get a half of the confirmations. */
async function storage(): Promise<number> {
  await using alone = await WholeChat.prepared()
  const store = await openAppStore({ file: join(alone.folder, 'chat.sqlite') })
  await store.addUser({ name: 'ada', skeleton: 'ada', passwordHash: '', now: 0 })
  await store.join({ user: 'ada', title: THREAD, permalink: THREAD, isPrivate: false, now: 0 })
  await store.close()
  await alone.start(['storage'])
  const push = new Push({ linger: 0 })
  const pull = new Pull({ linger: 0 })
  push.connect(`tcp://127.0.0.1:${alone.port('CHAT_ZMQ_PORT')}`)
  pull.connect(`tcp://127.0.0.1:${alone.port('CHAT_ZMQ_CONFIRM_PORT')}`)
  const confirmed = async (count: number): Promise<void> => {
    let left = count
    for await (const [frame] of pull) {
      left -= (JSON.parse(String(frame)) as readonly unknown[]).length
      if (left <= 0) return
    }
  }
  const batch = (from: number, count: number): string =>
    JSON.stringify(
      Array.from({ length: count }, (_, index) => ({
        ...{ id: `id ${from + index}`, user: 'ada', thread: THREAD, message: TEXT, at: Date.now() },
      })),
    )
  const send = async (batches: readonly string[]): Promise<number> => {
    const since = performance.now()
    const all = confirmed(batches.length * 100)
    for (const frame of batches) await push.send(frame)
    await all
    return rateOf(batches.length * 100, since)
  }
  // The texts are made before: making them is not the service's work.
  const batches = Array.from({ length: (2 * STORAGE_ROWS) / 100 }, (_, index) => batch(index * 100, 100))
  await send(batches.slice(0, STORAGE_ROWS / 100))
  const rate = await send(batches.slice(STORAGE_ROWS / 100))
  push.close()
  pull.close()
  return rate
}

async function posts(round: number): Promise<number> {
  const since = performance.now()
  await Promise.all(
    clients.map(async (client, at) => {
      let next = 0
      const each = POSTS / CLIENTS
      const lane = async (): Promise<void> => {
        while (next < each) {
          const { value } = await client.call<{ readonly stored: boolean }>('workshop.chat.post', [
            THREAD,
            `${round} ${at} ${next++}`,
            TEXT,
          ])
          if (!value.stored) throw new Error('a message was not stored in time')
        }
      }
      await Promise.all(Array.from({ length: LANES }, lane))
    }),
  )
  return rateOf(POSTS, since)
}

function rateOf(count: number, since: number): number {
  return (count * 1_000) / (performance.now() - since)
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function rounded(value = 0): string {
  return String(Math.round(value)).padStart(8)
}

function ratio(value = 0, other = 0): string {
  return (value / other).toFixed(2)
}
