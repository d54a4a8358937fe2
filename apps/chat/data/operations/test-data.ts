/** A database in memory with users, for tests of the operations. */
import { openDatabase } from '../database/open-database.ts'
import type { Database } from '../database/database.ts'
import { join } from './threads.ts'
import { addUser } from './users.ts'

export const NOW = 1_790_000_000_000

export function databaseWith(...users: readonly string[]): Database {
  const database = openDatabase({ file: ':memory:' })
  for (const name of users) addUser(database, { name, skeleton: name, passwordHash: `hash of ${name}`, now: NOW })
  return database
}

/** The first member makes the thread. */
export function openThread(database: Database, permalink: string, ...members: readonly string[]): void {
  for (const [index, user] of members.entries())
    join(database, { user, title: permalink, permalink, isPrivate: false, now: NOW + index })
}
