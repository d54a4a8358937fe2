/**
 * What to do when a router's process ends. A process that never came up has something wrong with it that starting it
 * again will not mend (a broken config.json, a port in use): wait for an edit or a command. One that was up is started again, later
 * and later while it keeps crashing.
 */

export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  readonly wasUp: boolean
  readonly livedMs: number
}

export type Verdict =
  | { readonly kind: 'restart'; readonly afterMs: number }
  | { readonly kind: 'wait'; readonly why: 'never came up' | 'keeps crashing' }

export interface Pace {
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A process that lived this long has earned a fresh start of the count. */
  readonly steadyMs: number
  readonly mostCrashes: number
}

export const usualPace: Pace = { firstDelayMs: 500, longestDelayMs: 10_000, steadyMs: 30_000, mostCrashes: 8 }

export class RestartPolicy {
  readonly #pace: Pace
  #crashes = 0

  constructor(pace: Pace = usualPace) {
    this.#pace = pace
  }

  after({ code, wasUp, livedMs }: Ending): Verdict {
    if (!wasUp && code !== null && code !== 0) return { kind: 'wait', why: 'never came up' }
    if (livedMs >= this.#pace.steadyMs) this.#crashes = 0
    this.#crashes++
    if (this.#crashes > this.#pace.mostCrashes) return { kind: 'wait', why: 'keeps crashing' }
    const { firstDelayMs, longestDelayMs } = this.#pace
    return { kind: 'restart', afterMs: Math.min(firstDelayMs * 2 ** (this.#crashes - 1), longestDelayMs) }
  }

  /** Somebody asked for a start: what happened before does not count any more. */
  forget(): void {
    this.#crashes = 0
  }
}
