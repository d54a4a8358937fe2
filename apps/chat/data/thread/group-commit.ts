/**
 * Group commit: the writes that arrive while a transaction runs share the next one, so that a hundred of them cost one
 * sync of the disk. Reads are answered at once, before the writes that wait.
 */
import { DataUnavailable } from '../contract.ts'
import type { Database } from '../database/database.ts'
import { isBusy, reasonOf } from '../database/failure.ts'
import { isRead, isWrite, READS, WRITES } from '../operations/table.ts'
import type { Answer, Failure } from './protocol.ts'

export interface GroupCommitOptions {
  readonly lockWaitMs: number
  readonly answer: (answer: Answer) => void
  readonly now: () => number
  readonly later: (run: () => void, ms: number) => void
}

interface Asked {
  readonly id: number
  readonly name: keyof typeof WRITES
  readonly input: unknown
}

/** Inputs come from the store of the same program, whose types are checked. */
type Untyped = (database: Database, input: unknown) => unknown

const RETRY_MS = 5

export class GroupCommit {
  readonly #database: Database
  readonly #options: GroupCommitOptions
  #waiting: Asked[] = []
  #isScheduled = false
  #lockedSince: number | undefined
  #whenIdle: (() => void) | undefined

  constructor(database: Database, options: GroupCommitOptions) {
    this.#database = database
    this.#options = options
  }

  ask(id: number, name: string, input: unknown): void {
    if (isRead(name)) this.#read(id, READS[name] as Untyped, input)
    else if (isWrite(name)) {
      this.#waiting.push({ id, name, input })
      this.#schedule(0)
    } else throw new Error(`no operation ${name}`)
  }

  /** Calls back when all writes so far have been answered. */
  whenIdle(run: () => void): void {
    this.#whenIdle = run
    this.#schedule(0)
  }

  #read(id: number, run: Untyped, input: unknown): void {
    try {
      this.#options.answer({ kind: 'done', id, output: run(this.#database, input) })
    } catch (error) {
      this.#options.answer({ kind: 'failed', id, failure: failureFrom(error, this.#database.file) })
    }
  }

  #schedule(ms: number): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.later(() => {
      this.#isScheduled = false
      this.#writeAll()
    }, ms)
  }

  #writeAll(): void {
    if (this.#waiting.length > 0 && !this.#begin()) return
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length > 0) this.#commit(batch)
    this.#whenIdle?.()
  }

  /** False: another program holds the lock, and there is time left to wait for it; or all that waited was refused. */
  #begin(): boolean {
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      this.#lockedSince = undefined
      return true
    } catch (error) {
      const now = this.#options.now()
      this.#lockedSince ??= now
      if (isBusy(error) && now - this.#lockedSince < this.#options.lockWaitMs) this.#schedule(RETRY_MS)
      else {
        this.#lockedSince = undefined
        this.#refuse(this.#waiting.splice(0), error)
        this.#whenIdle?.()
      }
      return false
    }
  }

  #commit(batch: readonly Asked[]): void {
    const startedAt = this.#options.now()
    try {
      const answers = batch.map((asked) => this.#write(asked))
      this.#database.exec('COMMIT')
      this.#options.answer({ kind: 'batch', writes: batch.length, ms: this.#options.now() - startedAt })
      for (const answer of answers) this.#options.answer(answer)
    } catch (error) {
      this.#refuse(batch, error)
    }
  }

  /** A fault of one statement undoes that write alone; a fault of the environment is thrown, and undoes the batch. */
  #write({ id, name, input }: Asked): Answer {
    const database = this.#database
    database.exec('SAVEPOINT one')
    try {
      const output = (WRITES[name] as Untyped)(database, input)
      database.exec('RELEASE one')
      return { kind: 'done', id, output }
    } catch (error) {
      const failure = failureFrom(error, database.file)
      if (failure.isUnavailable) throw error
      database.exec('ROLLBACK TO one; RELEASE one')
      return { kind: 'failed', id, failure }
    }
  }

  #refuse(batch: readonly Asked[], error: unknown): void {
    this.#database.rollback()
    const failure = failureFrom(error, this.#database.file)
    for (const { id } of batch) this.#options.answer({ kind: 'failed', id, failure })
  }
}

export function failureFrom(error: unknown, file: string): Failure {
  const reason = error instanceof DataUnavailable ? error.message : reasonOf(error, file)
  if (reason !== undefined) return { isUnavailable: true, message: reason }
  return { isUnavailable: false, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
