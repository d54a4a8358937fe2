/** A clock for tests, which let its time pass themselves. */
import type { Clock } from './clock.ts'

/** Makes a clock, the list of its timers, and a function that lets milliseconds pass, one by one. */
export function testClock() {
  let now = 1_000_000
  const due: (readonly [number, () => void])[] = []
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const entry = [now + ms, run] as const
      due.push(entry)
      return () => void due.splice(due.indexOf(entry), 1)
    },
  }
  const pass = (ms: number): void => {
    for (const end = now + ms; now < end;) {
      now++
      for (const entry of due.filter(([at]) => at <= now)) {
        due.splice(due.indexOf(entry), 1)
        entry[1]()
      }
    }
  }
  return { clock, due, pass }
}
