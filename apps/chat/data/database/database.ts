/** One connection to the database, with its prepared statements. Runs where waiting is allowed: in a thread of its own. */
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'

export class Database {
  readonly raw: DatabaseSync
  readonly file: string
  readonly #statements = new Map<string, StatementSync>()

  constructor(file: string, waitMs: number) {
    this.file = file
    this.raw = new DatabaseSync(file, { timeout: waitMs })
  }

  /** The first row. The caller states its shape, which the statement decides. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[]
  }

  /** Row by row, for what may not fit into memory. */
  each<Row>(sql: string, ...values: SQLInputValue[]): IterableIterator<Row> {
    return this.#statement(sql).iterate(...values) as IterableIterator<Row>
  }

  /** Returns how many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes)
  }

  exec(sql: string): void {
    this.raw.exec(sql)
  }

  /** Undoes an open transaction. SQLite has already undone it after some errors. */
  rollback(): void {
    if (this.raw.isTransaction) this.raw.exec('ROLLBACK')
  }

  close(): void {
    this.#statements.clear()
    this.raw.close()
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.raw.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
