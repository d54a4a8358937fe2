import type { Status } from './status.ts'

/** What a client is doing just now, and the functions that are told of changes. */
export class StatusBoard {
  readonly #followers = new Set<(status: Status) => void>()
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
  follow(follower: (status: Status) => void): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  tell(status: Status): void {
    this.#status = status
    for (const follower of this.#followers) {
      try {
        follower(status)
      } catch (error) {
        this.#report(error)
      }
    }
  }
}
