import type { Account, NewUser, Registered } from '../app-contract.ts'
import type { Database } from '../database/database.ts'
import { noteChange } from './changes.ts'
import { handOver } from './makers.ts'
import { endTokensOf } from './tokens.ts'

interface OfUser {
  readonly user: string
}
interface Timed {
  readonly now: number
}

export function addUser(database: Database, { name, skeleton, passwordHash, now }: NewUser): Registered {
  const looksLike = database.get<{ name: string }>(
    'SELECT name FROM users WHERE skeleton = ? ORDER BY id LIMIT 1',
    skeleton,
  )?.name
  if (looksLike === name || userId(database, name) !== undefined) return { verdict: 'taken' }
  database.run(
    'INSERT INTO users (name, skeleton, looks_like, password_hash, created_at) VALUES (?, ?, ?, ?, ?)',
    name,
    skeleton,
    looksLike ?? null,
    passwordHash,
    now,
  )
  return { verdict: 'added', looksLike }
}

export function passwordHash(database: Database, { user }: OfUser): string | undefined {
  return database.get<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE name = ?', user)?.hash
}

export function setPassword(
  database: Database,
  { user, now, passwordHash: hash }: OfUser & Timed & { readonly passwordHash: string },
): void {
  database.run('UPDATE users SET password_hash = ? WHERE name = ?', hash, user)
  endTokensOf(database, user, now)
}

export function deleteUser(database: Database, { user, now }: OfUser & Timed): void {
  const id = userId(database, user)
  if (id === undefined) return
  const threads = database.all<{ id: number }>(
    `SELECT thread_id AS id FROM members WHERE user_id = ?1 AND removed_at IS NULL
     UNION SELECT id FROM threads WHERE maker_id = ?1`,
    id,
  )
  const spoken = database.all<{ thread: string }>(
    `SELECT DISTINCT t.permalink AS thread FROM history h JOIN threads t ON t.id = h.thread_id
     WHERE h.author_id = ? AND h.deleted_at IS NULL`,
    id,
  )
  database.run('DELETE FROM users WHERE id = ?', id) // tokens, memberships and messages go with it
  for (const thread of threads) handOver(database, thread.id)
  noteChange(database, { kind: 'user_deleted', user, at: now })
  for (const { thread } of spoken) noteChange(database, { kind: 'messages_deleted', user, thread, at: now })
}

export function account(database: Database, { user, now }: OfUser & Timed): Account | undefined {
  const row = database.get<{ name: string; since: number; tokens: number }>(
    `SELECT name, created_at AS since,
       (SELECT count(*) FROM tokens WHERE user_id = users.id AND expires_at > ?) AS tokens
     FROM users WHERE name = ?`,
    now,
    user,
  )
  return row && { name: row.name, since: row.since, livingTokens: row.tokens }
}

export function userId(database: Database, name: string): number | undefined {
  return database.get<{ id: number }>('SELECT id FROM users WHERE name = ?', name)?.id
}
