import type { Cancel, Clock } from '../session/clock.ts'

/** Node's timers count in 32 bits, and a longer delay becomes one of 1 ms. */
const LONGEST_MS = 2 ** 31 - 1

/** The clock and timers of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    if (ms > LONGEST_MS) return afterLong(ms, run)
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A delay longer than a timer counts, in several steps. */
function afterLong(ms: number, run: () => void): Cancel {
  let cancel = systemClock.after(LONGEST_MS, () => void (cancel = systemClock.after(ms - LONGEST_MS, run)))
  return () => cancel()
}
