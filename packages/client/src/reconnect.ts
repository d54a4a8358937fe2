/**
 * When to try again. The wait is drawn evenly from zero up to a window (full jitter). The window is as wide as the outage
 * is old, so it grows exponentially over the attempts, whatever the draws were, and after a short outage no client waits
 * long. With a fixed growth per attempt, a few of a thousand clients would wait long, only because they drew several
 * short waits before.
 */
export interface ReconnectOptions {
  /** How wide the first window is. Default 1500. */
  readonly firstMs?: number
  /** The widest window. Default 30,000. */
  readonly ceilingMs?: number
  /** A session that lasted this long ends the trouble before it. Default 10,000. */
  readonly stableMs?: number
}

export class Backoff {
  readonly #options: ReconnectOptions
  /** Since when nothing has been stable. */
  #since: number | undefined
  #openedAt: number | undefined

  constructor(options: ReconnectOptions = {}) {
    this.#options = options
  }

  /** A session has begun. */
  opened(now: number): void {
    this.#openedAt = now
  }

  /**
   * How long to wait after this failure. `retryAfterMs` is what the router asked for; the jitter comes on top, because
   * it asks all clients for the same.
   */
  next(now: number, random: number, retryAfterMs = 0): number {
    const { firstMs = 1500, ceilingMs = 30_000, stableMs = 10_000 } = this.#options
    if (this.#openedAt !== undefined && now - this.#openedAt >= stableMs) this.#since = undefined
    this.#openedAt = undefined
    this.#since ??= now
    return retryAfterMs + random * Math.min(ceilingMs, Math.max(firstMs, now - this.#since))
  }
}
