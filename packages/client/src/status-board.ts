import type { Status } from './status.ts'

/** What a client is doing just now, and who is told of changes. */
export class StatusBoard {
  readonly #listeners = new Set<(status: Status) => void>()
  readonly #report: (error: unknown) => void
  #status: Status

  constructor(status: Status, report: (error: unknown) => void) {
    this.#status = status
    this.#report = report
  }

  get status(): Status {
    return this.#status
  }

  /** Returns how to stop. */
  follow(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(status: Status): void {
    this.#status = status
    for (const listener of this.#listeners) {
      try {
        listener(status)
      } catch (error) {
        this.#report(error)
      }
    }
  }
}
