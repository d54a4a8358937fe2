/** Looks into the app's database, as `bin/show-db` does. Only the newest rows count, so that a look stays cheap. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { projectRoot } from '../project.ts'

const QUERIES: Readonly<Record<string, string>> = {
  users: 'SELECT name AS text FROM users ORDER BY id DESC LIMIT 200',
  threads: 'SELECT permalink AS text FROM threads ORDER BY id DESC LIMIT 200',
  messages: 'SELECT text, at FROM history WHERE text IS NOT NULL ORDER BY seq DESC LIMIT 200',
}

/** A user or a thread is made once, and then kept: `at` is the time of a message only. */
export interface Row {
  readonly at?: number
}

let database: DatabaseSync | undefined

/** The newest row with a text. Undefined: the table has no such row, or there is no database yet. */
export function findRow(table: string, wanted: string): Row | undefined {
  const query = QUERIES[table]
  const file = join(process.env['DATA_DIR'] || join(projectRoot, 'db'), 'chat.sqlite')
  if (query === undefined || !existsSync(file)) return undefined
  try {
    database ??= new DatabaseSync(file, { readOnly: true })
    const found = database
      .prepare(query)
      .all()
      .find(({ text }) => text === wanted)
    return found && (typeof found['at'] === 'number' ? { at: found['at'] } : {})
  } catch {
    database = undefined // it was replaced, or is being made: the next look opens it again
    return undefined
  }
}
