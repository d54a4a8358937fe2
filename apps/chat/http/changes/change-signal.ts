/**
 * Wakes the followers of changes. A change of this process wakes them at once; one of another process (bin/clear-db, for
 * example) is found when the pause ends.
 */
import { setTimeout as pause } from 'node:timers/promises'

const PAUSE_MS = 300

export class ChangeSignal {
  #next = Promise.withResolvers<void>()
  #isOver = false

  get isOver(): boolean {
    return this.#isOver
  }

  /** Something was written. */
  raise(): void {
    this.#next.resolve()
    this.#next = Promise.withResolvers()
  }

  /** Ends all waiting, because the service stops. */
  end(): void {
    this.#isOver = true
    this.raise()
  }

  /** Resolves when something may have changed, or after the given time. */
  async wait(ms: number): Promise<void> {
    const timer = new AbortController()
    const { signal } = timer
    await Promise.race([
      this.#next.promise,
      pause(Math.min(PAUSE_MS, ms), undefined, { signal }).catch(() => undefined),
    ])
    timer.abort()
  }
}
