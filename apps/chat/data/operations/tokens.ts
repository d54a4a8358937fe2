import type { KeptToken } from '../app-contract.ts'
import type { Database } from '../database/database.ts'
import { deleteOldChanges, noteChange } from './changes.ts'

interface TokenRow {
  readonly fingerprint: string
  readonly sealed: Uint8Array
  readonly key_id: string
  readonly made_at: number
  readonly expires_at: number
}

interface TokenQuery {
  readonly user: string
  readonly now: number
  readonly keyId: string
}

export function newestToken(database: Database, { user, now, keyId }: TokenQuery): KeptToken | undefined {
  const row = database.get<TokenRow>(
    `SELECT t.* FROM tokens t JOIN users u ON u.id = t.user_id
     WHERE u.name = ? AND t.key_id = ? AND t.expires_at > ? ORDER BY t.made_at DESC, t.id DESC LIMIT 1`,
    user,
    keyId,
    now,
  )
  return row && tokenOf(row)
}

/** One transaction, so that two log-ins at the same time get the same new token. */
export function freshToken(
  database: Database,
  { user, now, candidate }: { readonly user: string; readonly now: number; readonly candidate: KeptToken },
): KeptToken | undefined {
  const newest = newestToken(database, { user, now, keyId: candidate.keyId })
  if (newest !== undefined && newest.expiresAt - now >= (newest.expiresAt - newest.madeAt) / 2) return newest
  const { fingerprint, sealed, keyId, madeAt, expiresAt } = candidate
  const added = database.run(
    `INSERT INTO tokens (user_id, fingerprint, sealed, key_id, made_at, expires_at)
     SELECT id, ?, ?, ?, ?, ? FROM users WHERE name = ?`,
    fingerprint,
    sealed,
    keyId,
    madeAt,
    expiresAt,
    user,
  )
  return added === 0 ? undefined : candidate
}

export function userOfToken(
  database: Database,
  { fingerprint, now }: { readonly fingerprint: string; readonly now: number },
): string | undefined {
  return database.get<{ name: string }>(
    `SELECT u.name FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.fingerprint = ? AND t.expires_at > ?`,
    fingerprint,
    now,
  )?.name
}

export function endToken(
  database: Database,
  { fingerprint, now }: { readonly fingerprint: string; readonly now: number },
): void {
  const user = userOfToken(database, { fingerprint, now: 0 })
  if (user === undefined) return
  database.run('DELETE FROM tokens WHERE fingerprint = ?', fingerprint)
  noteChange(database, { kind: 'token_ended', user, token: fingerprint, at: now })
}

/** Also forgets changes that no follower asks for any more. */
export function endExpiredTokens(database: Database, { now }: { readonly now: number }): number {
  const expired = database.all<{ fingerprint: string }>(
    'SELECT fingerprint FROM tokens WHERE expires_at <= ? LIMIT 10000',
    now,
  )
  for (const { fingerprint } of expired) endToken(database, { fingerprint, now })
  deleteOldChanges(database, now)
  return expired.length
}

export function endTokensOf(database: Database, user: string, now: number): void {
  const tokens = database.all<{ fingerprint: string }>(
    'SELECT fingerprint FROM tokens WHERE user_id = (SELECT id FROM users WHERE name = ?)',
    user,
  )
  for (const { fingerprint } of tokens) endToken(database, { fingerprint, now })
}

const tokenOf = ({ fingerprint, sealed, key_id, made_at, expires_at }: TokenRow): KeptToken => ({
  fingerprint,
  sealed,
  keyId: key_id,
  madeAt: made_at,
  expiresAt: expires_at,
})
