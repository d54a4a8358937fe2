/** The clock and timers that code without platform types is given. */

/** Tells the time and runs timers. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs a function once after some milliseconds. The result cancels it. The timer does not keep a process alive. */
  after(ms: number, run: () => void): Cancel
}

/** Cancels a timer. Harmless when repeated. */
export type Cancel = () => void

/** A clock that passes exceptions of its timers to `failed`. Without it they would end the process. */
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
