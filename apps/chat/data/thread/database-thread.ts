/** The main thread's end: questions out, answers in. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { DataUnavailable } from '../contract.ts'
import { errorOf } from './failure-error.ts'
import type { Answer, Question, ThreadData } from './protocol.ts'

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

export interface ThreadEvents {
  readonly onBatch?: OnBatch | undefined
  readonly onLost?: ((reason: string) => void) | undefined
}

export type OnBatch = (batch: { readonly writes: number; readonly ms: number }) => void

export class DatabaseThread {
  readonly #worker: Worker
  readonly #file: string
  readonly #pending = new Map<number, Pending>()
  readonly #events: ThreadEvents
  readonly #opened: PromiseWithResolvers<void> = Promise.withResolvers()
  readonly #ended: Promise<unknown>
  #lastId = 0
  #isOver = false

  private constructor(data: ThreadData, events: ThreadEvents) {
    this.#file = data.options.file
    this.#events = events
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data })
    this.#ended = once(this.#worker, 'exit').catch(() => undefined)
    this.#worker.on('message', (answer: Answer) => this.#answered(answer))
    this.#worker.on('error', (error) => this.#lost(String(error)))
    this.#worker.on('exit', () => this.#over('it was closed'))
  }

  /** Rejects with `DataUnavailable` if the database cannot be opened. */
  static async open(data: ThreadData, events: ThreadEvents = {}): Promise<DatabaseThread> {
    const thread = new DatabaseThread(data, events)
    await thread.#opened.promise
    return thread
  }

  ask(name: string, input: unknown): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new DataUnavailable(`The database ${this.#file} is closed.`))
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#pending.set(id, { resolve, reject })
    this.#send({ kind: 'ask', id, name, input })
    return promise
  }

  /** Resolves when everything that was asked has been answered and the file is closed. */
  async close(): Promise<void> {
    if (!this.#isOver) this.#send({ kind: 'close' })
    await this.#ended
  }

  #send(question: Question): void {
    this.#worker.postMessage(question)
  }

  #answered(answer: Answer): void {
    switch (answer.kind) {
      case 'opened':
        return this.#opened.resolve()
      case 'not_opened':
        return this.#opened.reject(errorOf(answer.failure))
      case 'batch':
        return this.#events.onBatch?.(answer)
      case 'done':
        return this.#take(answer.id)?.resolve(answer.output)
      case 'failed':
        return this.#take(answer.id)?.reject(errorOf(answer.failure))
      default:
        throw new Error(`an answer of kind ${String(answer satisfies never)}`)
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }

  #lost(why: string): void {
    this.#over(why)
    this.#events.onLost?.(`The thread of the database ${this.#file} ended: ${why}`)
  }

  #over(why: string): void {
    this.#isOver = true
    const error = new DataUnavailable(`The thread of the database ${this.#file} ended: ${why}.`)
    this.#opened.reject(error)
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
