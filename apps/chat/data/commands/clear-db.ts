/** bin/clear-db: deletes all users, threads and messages, also while the chat runs. Asks first on a terminal. */
import type { Database } from '../database/database.ts'
import { noteChange } from '../operations/changes.ts'
import { isSure, runCommand, UsageError, withDatabase } from './command.ts'
import { TABLES } from './tables.ts'

/** One transaction; programs that follow the changes are told to forget everything. */
export function clear(database: Database, now: number): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const table of [...TABLES, 'changes'].toReversed()) database.run(`DELETE FROM ${table}`)
    noteChange(database, { kind: 'reset', at: now })
    database.exec('COMMIT')
  } finally {
    database.rollback()
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

if (import.meta.main)
  await runCommand(async (words, settings) => {
    if (words.some((word) => word !== '--yes')) throw new UsageError('bin/clear-db knows only one option: --yes.')
    if (
      !(await isSure(`Delete all users, threads and messages in ${settings.databaseFile}?`, words.includes('--yes')))
    ) {
      console.error('Nothing was deleted.')
      return
    }
    await withDatabase(settings, (database) => clear(database, Date.now()))
    console.log('The database is empty.')
  })
