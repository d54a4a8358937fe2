/** Time, as the layers below the edge get it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs a function once after some milliseconds; the result cancels it. Never keeps a process alive by itself. */
  after(ms: number, run: () => void): Cancel
}

export type Cancel = () => void

/** A clock whose alarms may fail: nobody else would catch what they throw. */
export const guardedClock = (clock: Clock, failed: (error: unknown) => void): Clock => ({
  now: clock.now,
  after: (ms, run) =>
    clock.after(ms, () => {
      try {
        run()
      } catch (error) {
        failed(error)
      }
    }),
})

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
