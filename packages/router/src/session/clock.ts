/** Time, as the layers below the edge get it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs a function once after some milliseconds; the result cancels it. Never keeps a process alive by itself. */
  after(ms: number, run: () => void): Cancel
}

export type Cancel = () => void

/** One thing that must happen in time: setting it again, or meeting it, cancels what was set before. */
export class Deadline {
  #cancel: Cancel | undefined

  set(clock: Clock, ms: number, run: () => void): void {
    this.met()
    this.#cancel = clock.after(ms, run)
  }

  met(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
