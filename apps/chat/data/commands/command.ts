/** What the commands for the database have in common: settings, questions, and errors without a stack. */
import { createInterface } from 'node:readline/promises'
import { readDataSettings } from '../../settings/data-settings.ts'
import type { DataSettings } from '../../settings/data-settings.ts'
import { Environment } from '../../settings/environment.ts'
import { SettingsError } from '../../settings/settings-error.ts'
import { DataUnavailable } from '../contract.ts'
import { openDatabase } from '../database/open-database.ts'
import type { Database } from '../database/database.ts'
import { failureOf } from '../database/failure.ts'

/** The arguments cannot be used. The message says what is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A command prints lines, and throws `UsageError` or `DataUnavailable`. */
export type Command = (words: readonly string[], settings: DataSettings) => Promise<void> | void

/** Runs a command with the arguments and the environment of this process, and sets the exit code. */
export async function runCommand(command: Command): Promise<void> {
  process.stdout.on('error', () => process.exit(0)) // the reader has seen enough: `bin/show-db messages | head`
  try {
    const environment = new Environment(process.env)
    const settings = readDataSettings(environment)
    environment.finish()
    await command(process.argv.slice(2), settings)
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof DataUnavailable || error instanceof SettingsError))
      throw error
    console.error(error.message)
    process.exitCode = error instanceof DataUnavailable ? 1 : 2
  }
}

/** Waits this long for the lock of another program. */
const LOCK_WAIT_MS = 5_000

/** Gives the existing database to a function, and closes it afterwards. */
export async function withDatabase<Result>(
  { databaseFile: file }: DataSettings,
  use: (database: Database) => Result | Promise<Result>,
): Promise<Result> {
  const database = openDatabase({ file, canCreate: false })
  try {
    database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`)
    return await use(database)
  } catch (error) {
    throw failureOf(error, file)
  } finally {
    database.close()
  }
}

/** Asks on a terminal; a script is not asked. */
export async function isSure(question: string, isForced: boolean): Promise<boolean> {
  if (isForced || !process.stdin.isTTY) return true
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
