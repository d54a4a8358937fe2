import type { HistoryPage } from '../app-contract.ts'
import type { HistoryEntry, IncomingMessage, Stored } from '../contract.ts'
import type { Database } from '../database/database.ts'
import { noteChange } from './changes.ts'
import { isMember } from './threads.ts'
import type { InThread } from './threads.ts'

interface Place {
  readonly thread: number
  readonly author: number
}

/** Access is looked up once for each author and thread of the batch, at the time of the transaction. */
export function append(database: Database, messages: readonly IncomingMessage[]): readonly Stored[] {
  const places = new Map<string, Place | undefined>()
  return messages.map((message) => {
    const key = `${message.thread}\n${message.author}` // a permalink has no line break
    if (!places.has(key)) places.set(key, placeOf(database, message))
    const place = places.get(key)
    return place === undefined ? 'no_access' : store(database, message, place)
  })
}

function placeOf(database: Database, { thread, author }: IncomingMessage): Place | undefined {
  return database.get<Place>(
    `SELECT t.id AS thread, u.id AS author FROM members m
     JOIN threads t ON t.id = m.thread_id JOIN users u ON u.id = m.user_id
     WHERE t.permalink = ? AND u.name = ? AND m.removed_at IS NULL`,
    thread,
    author,
  )
}

function store(database: Database, { id, text, at }: IncomingMessage, { thread, author }: Place): Stored {
  const added = database.run(
    'INSERT INTO history (thread_id, author_id, id, text, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    thread,
    author,
    id,
    text,
    at,
  )
  if (added > 0) return 'stored'
  const kept = database.get<{ text: string | null }>(
    'SELECT text FROM history WHERE author_id = ? AND thread_id = ? AND id = ?',
    author,
    thread,
    id,
  )?.text
  // A deleted message had been stored: the one who sends it again need not keep it.
  if (kept === null) return 'deleted'
  return kept === text ? 'known' : 'id_reused'
}

export function appendDeadLetter(
  database: Database,
  { body, reason, at }: { readonly body: string; readonly reason: string; readonly at: number },
): void {
  database.run('INSERT INTO dead_letters (body, reason, at) VALUES (?, ?, ?)', body, reason, at)
}

export function appendGap(
  database: Database,
  { id, from, to }: { readonly id: string; readonly from: number; readonly to: number },
): 'stored' | 'known' {
  const sql = 'INSERT INTO history (id, at, until_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
  return database.run(sql, id, from, to) > 0 ? 'stored' : 'known'
}

export function history(
  database: Database,
  { user, thread, before = Number.MAX_SAFE_INTEGER, limit }: InThread & { before?: number; limit: number },
): HistoryPage | undefined {
  if (!isMember(database, { user, thread })) return undefined
  const messages = database.all<HistoryRow>(
    `SELECT h.seq, h.id, t.permalink AS thread, u.name AS author, h.text, h.at, h.until_at AS until
     FROM threads t JOIN history h ON h.thread_id = t.id JOIN users u ON u.id = h.author_id
     WHERE t.permalink = ? AND h.seq < ? AND h.deleted_at IS NULL ORDER BY h.seq DESC LIMIT ?`,
    thread,
    before,
    limit + 1,
  )
  // Gaps concern every thread that existed then.
  const gaps = database.all<HistoryRow>(
    `SELECT seq, at, until_at AS until, NULL AS id FROM history
     WHERE thread_id IS NULL AND seq < ? AND until_at >= (SELECT created_at FROM threads WHERE permalink = ?)
     ORDER BY seq DESC LIMIT ?`,
    before,
    thread,
    limit + 1,
  )
  const newestFirst = [...messages, ...gaps].sort((one, other) => other.seq - one.seq)
  const page = newestFirst.slice(0, limit).reverse()
  return { entries: page.map(entryOf), before: newestFirst.length > limit ? page[0]?.seq : undefined }
}

export function messagesOf(
  database: Database,
  { user, after, limit }: { readonly user: string; readonly after: number; readonly limit: number },
): readonly HistoryEntry[] {
  return database
    .all<HistoryRow>(
      `SELECT h.seq, h.id, t.permalink AS thread, u.name AS author, h.text, h.at, h.until_at AS until
       FROM users u JOIN history h ON h.author_id = u.id JOIN threads t ON t.id = h.thread_id
       WHERE u.name = ? AND h.seq > ? AND h.deleted_at IS NULL ORDER BY h.seq LIMIT ?`,
      user,
      after,
      limit,
    )
    .map(entryOf)
}

export function deleteMessage(
  database: Database,
  { user, thread, id, now }: InThread & { readonly id: string; readonly now: number },
): boolean {
  const changed = database.run(
    `UPDATE history SET text = NULL, deleted_at = ? WHERE id = ? AND deleted_at IS NULL
     AND thread_id = (SELECT id FROM threads WHERE permalink = ?) AND author_id = (SELECT id FROM users WHERE name = ?)`,
    now,
    id,
    thread,
    user,
  )
  if (changed > 0) noteChange(database, { kind: 'message_deleted', user, thread, message: id, at: now })
  return changed > 0
}

interface HistoryRow {
  readonly seq: number
  readonly id: string | null
  readonly thread: string
  readonly author: string
  readonly text: string
  readonly at: number
  readonly until: number
}

function entryOf({ seq, id, thread, author, text, at, until }: HistoryRow): HistoryEntry {
  if (id === null) return { kind: 'gap', seq, from: at, to: until }
  return { kind: 'message', seq, message: { id, thread, author, text, at } }
}
