/**
 * bin/restore-db FILE: replaces all rows by those of a backup, in one transaction, also while the chat runs. With
 * --replace, for a database that is damaged, it replaces the file; the chat must be stopped.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DataUnavailable } from '../contract.ts'
import type { Database } from '../database/database.ts'
import { openDatabase } from '../database/open-database.ts'
import { noteChange } from '../operations/changes.ts'
import { isSure, runCommand, UsageError, withDatabase } from './command.ts'
import { TABLES } from './tables.ts'

/** Copies the backup beside the database, checks the copy, and brings its tables up to date. */
export function prepare(backupFile: string, databaseFile: string): string {
  const copy = `${databaseFile}.restoring`
  removeFiles(copy)
  mkdirSync(dirname(copy), { recursive: true })
  copyFileSync(backupFile, copy)
  const database = openDatabase({ file: copy })
  try {
    const verdict = database.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check
    const isOurs = database.get(`SELECT 1 FROM sqlite_schema WHERE name = 'users'`) !== undefined
    if (verdict !== 'ok' || !isOurs) throw new DataUnavailable(`${backupFile} is damaged, or no backup of a chat.`)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
  return copy
}

/** Programs that follow the changes are told to forget everything. Ids of positions never go back. */
export function restore(database: Database, copy: string, now: number): void {
  database.exec('PRAGMA foreign_keys = OFF')
  database.run('ATTACH ? AS copy', copy)
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const table of TABLES)
      database.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM copy.${table}`)
    noteChange(database, { kind: 'reset', at: now })
    database.exec('COMMIT')
  } finally {
    database.rollback()
    database.exec('DETACH copy; PRAGMA foreign_keys = ON')
  }
}

/** The damaged files are kept under another name. */
function replace(copy: string, file: string, now: number): string {
  const away = `${file}.damaged-${now}`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, away + suffix)
  renameSync(copy, file)
  const database = openDatabase({ file })
  // A position beyond all that were given away by the damaged file, so that followers notice.
  database.run(`DELETE FROM sqlite_sequence WHERE name = 'changes'`)
  database.run(`INSERT INTO sqlite_sequence (name, seq) VALUES ('changes', ?)`, now)
  noteChange(database, { kind: 'reset', at: now })
  database.close()
  return away
}

const removeFiles = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

if (import.meta.main)
  await runCommand(async (words, settings) => {
    const [name, ...more] = words.filter((word) => !word.startsWith('--'))
    const options = words.filter((word) => word.startsWith('--'))
    if (name === undefined || more.length > 0 || options.some((word) => word !== '--yes' && word !== '--replace'))
      throw new UsageError('Say which backup: bin/restore-db [--replace] [--yes] FILE.')
    const file = resolve(name)
    if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
    if (!(await isSure(`Replace all data in ${settings.databaseFile} by ${file}?`, options.includes('--yes')))) {
      console.error('Nothing was changed.')
      return
    }
    const copy = prepare(file, settings.databaseFile)
    try {
      if (options.includes('--replace'))
        console.log(`What was there before is ${replace(copy, settings.databaseFile, Date.now())}.`)
      else await withDatabase(settings, (database) => restore(database, copy, Date.now()))
    } finally {
      removeFiles(copy)
    }
    console.log(`${settings.databaseFile} holds what ${file} held.`)
  })
