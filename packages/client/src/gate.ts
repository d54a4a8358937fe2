/**
 * The way to the session. Requests that are made while there is none wait here, in order and bounded. While there is one,
 * they pass at once.
 */
import { WampError } from '@wampeter/protocol'
import { ERROR } from './errors.ts'
import type { Session } from './session.ts'

/** Something that needs a session. Exactly one of the two is called, unless it is withdrawn. */
export interface Task {
  /** What it throws goes to `failed`. */
  run(session: Session): void
  failed(error: unknown): void
}

export class Gate {
  readonly #limit: number
  readonly #waiting = new Set<Task>()
  #session: Session | undefined
  /** Set while there will be no session. */
  #refusal: WampError | undefined
  /** The program itself has closed the client, for good. */
  isClosed = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Returns a function that withdraws the task, as long as it has not run. */
  enter(task: Task): () => void {
    if (this.#session !== undefined) run(task, this.#session)
    else if (this.#refusal !== undefined) task.failed(this.#refusal)
    else if (this.#waiting.size >= this.#limit) {
      task.failed(new WampError(ERROR.queueFull, `more than ${this.#limit} requests wait`))
    } else this.#waiting.add(task)
    return () => this.#waiting.delete(task)
  }

  open(session: Session): void {
    this.#session = session
    for (const task of this.#waiting) {
      this.#waiting.delete(task)
      run(task, session)
    }
  }

  /** From now on requests wait. */
  shut(): void {
    this.#session = undefined
    this.#refusal = undefined
  }

  /** From now on requests fail. */
  refuse(error: WampError): void {
    this.#session = undefined
    this.#refusal = error
    for (const task of this.#waiting) {
      this.#waiting.delete(task)
      task.failed(error)
    }
  }
}

function run(task: Task, session: Session): void {
  try {
    task.run(session)
  } catch (error) {
    task.failed(error)
  }
}
