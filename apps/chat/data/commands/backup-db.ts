/** bin/backup-db FILE: copies the database, also while the chat runs. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Database } from '../database/database.ts'
import { DataUnavailable } from '../contract.ts'
import { runCommand, UsageError, withDatabase } from './command.ts'

/**
 * One transaction that only reads, so that other programs write meanwhile and cannot make it begin again, as they could
 * with SQLite's backup in steps. The file appears when it is complete. It is for its owner only.
 */
export function backUp(database: Database, file: string): void {
  const draft = `${file}.part`
  try {
    rmSync(draft, { force: true })
    const handle = openSync(draft, 'wx', 0o600)
    database.run('VACUUM INTO ?', draft)
    fsyncSync(handle)
    closeSync(handle)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    const why = error instanceof Error ? error.message : String(error)
    throw new DataUnavailable(`The backup ${file} was not made: ${why}.`, { cause: error })
  }
}

if (import.meta.main)
  await runCommand(async ([name, ...more], settings) => {
    if (name === undefined || more.length > 0) throw new UsageError('Say where to: bin/backup-db FILE.')
    const file = resolve(name)
    if (existsSync(file)) throw new UsageError(`${file} exists already. Choose another name.`)
    await withDatabase(settings, (database) => backUp(database, file))
    console.log(`The backup is ${file}. Keep ${settings.folder}/token.key too: without it, users log in again.`)
  })
