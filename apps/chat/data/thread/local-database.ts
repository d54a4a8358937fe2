/** A database in this thread, for a process that has nothing else to do meanwhile: a thread costs two hops for each batch. */
import { performance } from 'node:perf_hooks'
import { DataUnavailable } from '../contract.ts'
import { openDatabase } from '../database/open-database.ts'
import { errorOf } from './failure-error.ts'
import { failureFrom, GroupCommit } from './group-commit.ts'
import type { Answer, ThreadData } from './protocol.ts'

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

export class LocalDatabase {
  readonly #group: GroupCommit
  readonly #file: string
  readonly #end: () => void
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #isOver = false

  /** Throws `DataUnavailable` if the database cannot be opened. */
  constructor({ options, lockWaitMs }: ThreadData) {
    this.#file = options.file
    try {
      const database = openDatabase(options)
      this.#end = () => database.close()
      this.#group = new GroupCommit(database, {
        lockWaitMs,
        answer: (answer) => this.#answered(answer),
        now: () => performance.now(),
        later: (run, ms) => (ms === 0 ? setImmediate(run) : setTimeout(run, ms)),
      })
    } catch (error) {
      throw errorOf(failureFrom(error, options.file))
    }
  }

  ask(name: string, input: unknown): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new DataUnavailable(`The database ${this.#file} is closed.`))
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#pending.set(id, { resolve, reject })
    this.#group.ask(id, name, input)
    return promise
  }

  /** Resolves when everything that was asked has been answered and the file is closed. */
  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    await new Promise<void>((resolve) => this.#group.whenIdle(resolve))
    this.#end()
  }

  #answered(answer: Answer): void {
    if (answer.kind !== 'done' && answer.kind !== 'failed') return
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if (answer.kind === 'done') pending?.resolve(answer.output)
    else pending?.reject(errorOf(answer.failure))
  }
}
