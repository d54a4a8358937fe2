import { LIMITS } from '../../settings/limits.ts'
import type { Joined, JoinRequest, Member, ThreadOfUser } from '../app-contract.ts'
import type { Database } from '../database/database.ts'
import { noteChange } from './changes.ts'
import { userId } from './users.ts'

export interface ThreadRow {
  readonly id: number
  readonly is_private: 0 | 1
  readonly maker_id: number | null
  readonly title: string
}

export interface InThread {
  readonly user: string
  readonly thread: string
}

export const threadOf = (database: Database, permalink: string): ThreadRow | undefined =>
  database.get<ThreadRow>('SELECT id, is_private, maker_id, title FROM threads WHERE permalink = ?', permalink)

/** `removed`: the maker ended this membership. */
export function membership(database: Database, thread: number, user: number): 'member' | 'removed' | undefined {
  const row = database.get<{ removed: number | null }>(
    'SELECT removed_at AS removed FROM members WHERE thread_id = ? AND user_id = ?',
    thread,
    user,
  )
  if (row === undefined) return undefined
  return row.removed === null ? 'member' : 'removed'
}

/** Makes the thread, or joins an open one. */
export function join(database: Database, request: JoinRequest): Joined {
  const user = userId(database, request.user)
  if (user === undefined) return 'no_user'
  const thread = threadOf(database, request.permalink)
  if (thread?.is_private) return 'is_private'
  if (thread !== undefined && request.isPrivate) return 'exists'
  const present = thread && membership(database, thread.id, user)
  if (present !== undefined) return present === 'member' ? 'is_member' : 'removed'
  if (isFull(database, user, thread?.id)) return 'full'
  enter(database, { ...request, thread: thread?.id ?? makeThread(database, request, user), member: user })
  return thread === undefined ? 'made' : 'joined'
}

function makeThread(database: Database, { permalink, title, isPrivate, now }: JoinRequest, maker: number): number {
  database.run(
    'INSERT INTO threads (permalink, title, is_private, maker_id, created_at) VALUES (?, ?, ?, ?, ?)',
    permalink,
    title,
    isPrivate ? 1 : 0,
    maker,
    now,
  )
  return threadOf(database, permalink)?.id ?? 0
}

interface Entering {
  readonly thread: number
  readonly permalink: string
  readonly title: string
  readonly member: number
  readonly user: string
  readonly now: number
}

export function enter(database: Database, { thread, permalink, title, member, user, now }: Entering): void {
  database.run(
    `INSERT INTO members (thread_id, user_id, title, since) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET removed_at = NULL, since = excluded.since`,
    thread,
    member,
    title,
    now,
  )
  noteChange(database, { kind: 'membership_began', user, thread: permalink, at: now })
}

export function isFull(database: Database, user: number, thread: number | undefined): boolean {
  const count = (sql: string, id: number): number => database.get<{ n: number }>(sql, id)?.n ?? 0
  if (count('SELECT count(*) AS n FROM members WHERE user_id = ?', user) >= LIMITS.threadsPerUser) return true
  if (thread === undefined) return false
  return count('SELECT count(*) AS n FROM members WHERE thread_id = ?', thread) >= LIMITS.membersPerThread
}

export function isMember(database: Database, { user, thread }: InThread): boolean {
  return (
    database.get(
      `SELECT 1 FROM members m JOIN threads t ON t.id = m.thread_id JOIN users u ON u.id = m.user_id
       WHERE t.permalink = ? AND u.name = ? AND m.removed_at IS NULL`,
      thread,
      user,
    ) !== undefined
  )
}

export function threadsOf(database: Database, { user }: { readonly user: string }): readonly ThreadOfUser[] {
  return database
    .all<{ permalink: string; title: string; private: number; maker: number; since: number; newest: number | null }>(
      `SELECT t.permalink, m.title, t.is_private AS private, t.maker_id IS u.id AS maker, m.since,
         (SELECT seq FROM history h WHERE h.thread_id = t.id AND h.deleted_at IS NULL
           ORDER BY seq DESC LIMIT 1) AS newest
       FROM members m JOIN threads t ON t.id = m.thread_id JOIN users u ON u.id = m.user_id
       WHERE u.name = ? AND m.removed_at IS NULL ORDER BY t.permalink`,
      user,
    )
    .map(({ permalink, title, private: isPrivate, maker, since, newest }) => ({
      permalink,
      title,
      isPrivate: isPrivate === 1,
      isMaker: maker === 1,
      since,
      newestSeq: newest ?? undefined,
    }))
}

export function membersOf(database: Database, { user, thread }: InThread): readonly Member[] | undefined {
  if (!isMember(database, { user, thread })) return undefined
  return database
    .all<{ name: string; since: number; maker: number; looks_like: string | null }>(
      `SELECT u.name, m.since, t.maker_id IS u.id AS maker, u.looks_like
       FROM members m JOIN threads t ON t.id = m.thread_id JOIN users u ON u.id = m.user_id
       WHERE t.permalink = ? AND m.removed_at IS NULL ORDER BY m.since, u.id`,
      thread,
    )
    .map(({ name, since, maker, looks_like }) => ({
      name,
      since,
      isMaker: maker === 1,
      looksLike: looks_like ?? undefined,
    }))
}
