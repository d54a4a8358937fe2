/** What a client takes from the program around it. Tests give another one, so that they never wait. */
export interface Environment {
  /** Milliseconds from any start; it never goes back. */
  now(): number
  /** Runs something later. Returns how to call it off. */
  after(ms: number, run: () => void): () => void
  /** From 0 up to 1. */
  random(): number
  /** Tells when the network came back, where the platform knows. Returns how to stop. */
  onOnline(run: () => void): () => void
  /** Takes an error that no promise carries: a handler threw it. */
  report(error: unknown): void
}

interface EventSource {
  addEventListener?(name: string, run: () => void): void
  removeEventListener?(name: string, run: () => void): void
}

/** The longest time that timers can count. Asked for a longer one, they fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** The platform's own clock, timers and randomness. */
export const systemEnvironment: Environment = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS))
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
  onOnline(run) {
    const source = globalThis as EventSource
    source.addEventListener?.('online', run)
    return () => source.removeEventListener?.('online', run)
  },
  report: (error) => console.error(error),
}
