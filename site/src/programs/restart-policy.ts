/**
 * Decides what to do when a router's process ends. A process that never came up has a fault that a restart does not
 * mend (a broken config.json, a port in use): it waits for an edit or a command. A process that was up is started
 * again, with longer and longer waits while it keeps crashing.
 */

export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  readonly wasUp: boolean
  readonly livedMs: number
}

export type Verdict =
  | { readonly kind: 'restart'; readonly afterMs: number }
  | { readonly kind: 'wait'; readonly why: 'never came up' | 'ended soon' | 'keeps crashing' }

export interface Pace {
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A process that lived this long resets the count of crashes. */
  readonly steadyMs: number
  readonly mostCrashes: number
  /** One that ends by itself sooner has a fault in its code: it waits for an edit. Absent: it is started again. */
  readonly faultWithinMs?: number
}

export const usualPace: Pace = { firstDelayMs: 500, longestDelayMs: 10_000, steadyMs: 30_000, mostCrashes: 8 }

/** For a program that a learner writes: after a mistake in it, another start brings only the same messages again. */
export const learnersPace: Pace = { ...usualPace, faultWithinMs: 3_000 }

export class RestartPolicy {
  readonly #pace: Pace
  #crashes = 0

  constructor(pace: Pace = usualPace) {
    this.#pace = pace
  }

  after({ code, wasUp, livedMs }: Ending): Verdict {
    if (!wasUp && code !== null && code !== 0) return { kind: 'wait', why: 'never came up' }
    if (code !== null && livedMs < (this.#pace.faultWithinMs ?? 0)) return { kind: 'wait', why: 'ended soon' }
    if (livedMs >= this.#pace.steadyMs) this.#crashes = 0
    this.#crashes++
    if (this.#crashes > this.#pace.mostCrashes) return { kind: 'wait', why: 'keeps crashing' }
    const { firstDelayMs, longestDelayMs } = this.#pace
    return { kind: 'restart', afterMs: Math.min(firstDelayMs * 2 ** (this.#crashes - 1), longestDelayMs) }
  }

  /** Called when the user asks for a start: resets the count. */
  forget(): void {
    this.#crashes = 0
  }
}
