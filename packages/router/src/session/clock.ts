/** Time, as the layers below the edge get it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs a function once after some milliseconds; the result cancels it. Never keeps a process alive by itself. */
  after(ms: number, run: () => void): Cancel
}

export type Cancel = () => void
