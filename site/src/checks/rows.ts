/** Looks into the app's database, as `bin/show-db` does. Only the newest rows count, so that a look stays cheap. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { projectRoot } from '../project.ts'

const QUERIES: Readonly<Record<string, string>> = {
  users: 'SELECT name AS text FROM users ORDER BY id DESC LIMIT 200',
  threads: 'SELECT permalink AS text FROM threads ORDER BY id DESC LIMIT 200',
  messages: 'SELECT text FROM history WHERE text IS NOT NULL ORDER BY seq DESC LIMIT 200',
}

let database: DatabaseSync | undefined

/** False where the table has no such row, or there is no database yet. */
export function hasRow(table: string, wanted: string): boolean {
  const query = QUERIES[table]
  const file = join(process.env['DATA_DIR'] || join(projectRoot, 'db'), 'chat.sqlite')
  if (query === undefined || !existsSync(file)) return false
  try {
    database ??= new DatabaseSync(file, { readOnly: true })
    return database
      .prepare(query)
      .all()
      .some(({ text }) => text === wanted)
  } catch {
    database = undefined // it was replaced, or is being made: the next look opens it again
    return false
  }
}
