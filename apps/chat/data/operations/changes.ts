/** The log of changes that workers follow. A row is written in the transaction of the change itself. */
import type { Change, Changes } from '../app-contract.ts'
import type { Database } from '../database/database.ts'

export interface NewChange {
  readonly kind: Change['kind']
  readonly user?: string
  readonly thread?: string
  readonly token?: string
  readonly message?: string
  readonly at: number
}

/** Followers ask several times a minute; one that was away for longer is told to forget everything. */
const KEPT_MS = 3_600_000

export function noteChange(database: Database, { kind, user, thread, token, message, at }: NewChange): void {
  database.run(
    'INSERT INTO changes (kind, user, thread, token, message, at) VALUES (?, ?, ?, ?, ?, ?)',
    kind,
    user ?? null,
    thread ?? null,
    token ?? null,
    message ?? null,
    at,
  )
}

export function deleteOldChanges(database: Database, now: number): void {
  database.run('DELETE FROM changes WHERE at < ?', now - KEPT_MS)
}

export function changesAfter(
  database: Database,
  { after, limit }: { readonly after: number | undefined; readonly limit: number },
): Changes {
  const newest = newestSeq(database)
  if (after === undefined) return { seq: newest, changes: [], isReset: false }
  if (after > newest || after < oldestSeq(database, newest) - 1) return { seq: newest, changes: [], isReset: true }
  const rows = database.all<Row>('SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?', after, limit)
  const changes = rows.map(changeOf)
  return { seq: changes.at(-1)?.seq ?? after, changes, isReset: false }
}

interface Row {
  readonly seq: number
  readonly kind: Change['kind']
  readonly user: string | null
  readonly thread: string | null
  readonly token: string | null
  readonly message: string | null
  readonly at: number
}

function changeOf({ seq, kind, user, thread, token, message, at }: Row): Change {
  switch (kind) {
    case 'membership_began':
    case 'membership_ended':
    case 'messages_deleted':
      return { seq, at, kind, user: user ?? '', thread: thread ?? '' }
    case 'token_ended':
      return { seq, at, kind, user: user ?? '', token: token ?? '' }
    case 'user_deleted':
      return { seq, at, kind, user: user ?? '' }
    case 'message_deleted':
      return { seq, at, kind, user: user ?? '', thread: thread ?? '', message: message ?? '' }
    case 'reset':
      return { seq, at, kind }
    default:
      throw new Error(`a change of kind ${String(kind satisfies never)}`)
  }
}

/** The last position that was ever given away; it survives the deletion of its row. */
const newestSeq = (database: Database): number =>
  database.get<{ seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'changes'`)?.seq ?? 0

/** The oldest change that is kept; where none is, the one that comes next. */
const oldestSeq = (database: Database, newest: number): number =>
  database.get<{ seq: number | null }>('SELECT min(seq) AS seq FROM changes')?.seq ?? newest + 1
