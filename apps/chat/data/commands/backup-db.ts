/** bin/backup-db FILE: copies the database, also while the chat runs. */
import { existsSync, renameSync, rmSync, closeSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { backup } from 'node:sqlite'
import type { Database } from '../database/database.ts'
import { DataUnavailable } from '../contract.ts'
import { runCommand, UsageError, withDatabase } from './command.ts'

/** Pages for each step; other programs can write between two steps. */
const PAGES = 1_000

/** The file appears when it is complete. It is for its owner only. */
export async function backUp(database: Database, file: string): Promise<void> {
  const draft = `${file}.part`
  try {
    rmSync(draft, { force: true })
    closeSync(openSync(draft, 'wx', 0o600))
    await backup(database.raw, draft, { rate: PAGES })
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
