/** bin/show-db users|threads|messages: prints rows of the database, never a secret. Times are UTC. */
import type { Database } from '../database/database.ts'
import { runCommand, UsageError, withDatabase } from './command.ts'
import { tableLines } from './table-lines.ts'

const time = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%SZ', ${column} / 1000.0, 'unixepoch')`

const QUERIES = {
  users: `SELECT name, ${time('created_at')} AS since,
      (SELECT count(*) FROM members m WHERE m.user_id = users.id AND removed_at IS NULL) AS threads,
      (SELECT count(*) FROM tokens t WHERE t.user_id = users.id) AS tokens, coalesce(looks_like, '') AS "looks like"
    FROM users ORDER BY id`,
  threads: `SELECT t.permalink AS thread, iif(t.is_private, 'private', 'open') AS kind, u.name AS user,
      iif(t.maker_id IS u.id, 'maker', iif(m.removed_at IS NULL, 'member', 'removed')) AS role,
      ${time('m.since')} AS since, m.title
    FROM threads t LEFT JOIN members m ON m.thread_id = t.id LEFT JOIN users u ON u.id = m.user_id
    ORDER BY t.id, m.since`,
  messages: `SELECT h.seq, ${time('h.at')} AS at, coalesce(t.permalink, '(all threads)') AS thread,
      coalesce(u.name, '') AS user,
      CASE WHEN h.author_id IS NULL THEN '(not recorded until ' || ${time('h.until_at')} || ')'
        WHEN h.deleted_at IS NOT NULL THEN '(deleted)' ELSE h.text END AS message
    FROM history h LEFT JOIN threads t ON t.id = h.thread_id LEFT JOIN users u ON u.id = h.author_id ORDER BY h.seq`,
} as const

const isTable = (word: string | undefined): word is keyof typeof QUERIES =>
  word !== undefined && Object.hasOwn(QUERIES, word)

/** The lines of one table. */
export function* linesOf(database: Database, table: keyof typeof QUERIES): Generator<string> {
  yield* tableLines(database.each<Readonly<Record<string, string | number | null>>>(QUERIES[table]))
}

if (import.meta.main)
  await runCommand(([table, ...more], settings) => {
    if (!isTable(table) || more.length > 0) throw new UsageError('Say which: bin/show-db users, threads or messages.')
    return withDatabase(settings, (database) => {
      for (const line of linesOf(database, table)) console.log(line)
    })
  })
