import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DataUnavailable } from '../contract.ts'
import { Database } from './database.ts'
import { failureOf } from './failure.ts'
import { MIGRATIONS } from './migrations.ts'

export interface OpenOptions {
  readonly file: string
  /** The most that the file may grow to, in MiB; 0: as large as the disk. */
  readonly maxMiB?: number
  /** False: the file must exist already. */
  readonly canCreate?: boolean
}

/** Other processes write as well. While one of them opens or migrates the file, this one waits. */
const OPEN_WAIT_MS = 5_000
/** Later the thread itself repeats what found the database locked, and serves readers meanwhile. */
const WAIT_MS = 20

/**
 * Opens the database, in WAL mode with a sync at each commit; deleted texts are overwritten. Brings its tables up to date. Throws
 * `DataUnavailable` if it is damaged, locked, of a newer version, or not to be opened.
 */
export function openDatabase({ file, maxMiB = 0, canCreate = true }: OpenOptions): Database {
  if (!canCreate && !existsSync(file)) throw new DataUnavailable(`There is no database ${file} yet.`)
  let database: Database | undefined
  try {
    if (file !== ':memory:' && !existsSync(file)) makeFile(file)
    database = new Database(file, OPEN_WAIT_MS)
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON',
    )
    if (maxMiB > 0) limit(database, maxMiB)
    migrate(database)
    database.exec(`PRAGMA busy_timeout = ${WAIT_MS}`)
    return database
  } catch (error) {
    database?.close()
    throw openFailure(error, file)
  }
}

/** For its owner only: it holds hashes and messages. SQLite gives its other files the same mode. */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  closeSync(openSync(file, 'a', 0o600))
}

function migrate(database: Database): void {
  if (version(database) === MIGRATIONS.length) return
  database.exec('BEGIN IMMEDIATE')
  const seen = version(database) // again, because another process may have migrated meanwhile
  if (seen > MIGRATIONS.length)
    throw new DataUnavailable(
      `The database ${database.file} has version ${seen}, this program knows ${MIGRATIONS.length}. Use a newer program.`,
    )
  for (const step of MIGRATIONS.slice(seen)) database.exec(step)
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
  database.exec('COMMIT')
}

const version = (database: Database): number =>
  database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0

function limit(database: Database, maxMiB: number): void {
  const pageBytes = database.get<{ page_size: number }>('PRAGMA page_size')?.page_size ?? 4_096
  database.exec(`PRAGMA max_page_count = ${Math.floor((maxMiB * 1_048_576) / pageBytes)}`)
}

function openFailure(error: unknown, file: string): unknown {
  const failure = failureOf(error, file)
  if (failure !== error || failure instanceof DataUnavailable || !(error instanceof Error)) return failure
  // mkdir's errors, and what SQLite says about a schema that is not ours.
  return new DataUnavailable(`The database ${file} could not be opened: ${error.message}.`, { cause: error })
}
