/** A turn of the event loop for tests, which set its time and end it themselves. */
import { Turn } from './turn.ts'

/** Makes a turn, its clock, and a function that ends it. */
export function testTurn() {
  const due: (() => void)[] = []
  const time = { ms: 1_000_000 }
  const turn = new Turn({
    now: () => time.ms,
    defer: (run) => void due.push(run),
    soon: (run) => run(),
    join: (frames, bytes) => {
      const whole = new Uint8Array(bytes)
      let at = 0
      for (const frame of frames) {
        whole.set(frame, at)
        at += frame.length
      }
      return whole
    },
  })
  /** Runs everything that was deferred. False when there was nothing. */
  const endTurn = (): boolean => {
    const now = due.splice(0)
    for (const run of now) run()
    return now.length > 0
  }
  return { turn, time, endTurn }
}
