/**
 * Notices connections that are half open: a browser has no ping of its own. After a silence the router is asked
 * something cheap, and any answer is a sign of life. Timers lie: in a background tab they come late, and after a sleep
 * they fire before what has arrived meanwhile is delivered. So a deadline that comes late proves nothing, and the
 * router is asked once more.
 */
import type { Environment } from './environment.ts'

/** When a connection counts as dead. */
export interface LivenessOptions {
  /** The silence, in milliseconds, after which the client asks the router. Default 30,000; 0 switches it off. */
  readonly silenceMs?: number
  /** Milliseconds that the router may take to answer. Default 10,000. */
  readonly answerMs?: number
}

export interface LivenessHost {
  probe(): void
  dead(): void
}

/** A timer that is later than this was held up. */
const LATE_MS = 1000
const MOST_PROBES = 2
/** How long the router may take to answer after a change of network, which has probably ended the connection. */
const DOUBT_MS = 2000

export class Liveness {
  readonly #environment: Environment
  readonly #silenceMs: number
  readonly #answerMs: number
  readonly #host: LivenessHost
  #heardAt = 0
  #probes = 0
  #cancel: (() => void) | undefined

  constructor(
    environment: Environment,
    { silenceMs = 30_000, answerMs = 10_000 }: LivenessOptions = {},
    host: LivenessHost,
  ) {
    this.#environment = environment
    this.#silenceMs = silenceMs
    this.#answerMs = answerMs
    this.#host = host
  }

  start(): void {
    this.heard()
    if (this.#silenceMs > 0) this.#listen(this.#silenceMs)
  }

  /** Something has arrived. Cheap, because it happens for every frame: the timer looks when it fires. */
  heard(): void {
    this.#heardAt = this.#environment.now()
    this.#probes = 0
  }

  /** Asks now, whatever the silence, and does not wait long: there is a reason to doubt. */
  check(): void {
    if (this.#cancel !== undefined && this.#probes === 0) this.#ask(Math.min(DOUBT_MS, this.#answerMs))
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #listen(ms: number): void {
    this.#after(ms, () => {
      const left = this.#heardAt + this.#silenceMs - this.#environment.now()
      if (left > 0) this.#listen(left)
      else this.#ask(this.#answerMs)
    })
  }

  #ask(ms: number): void {
    this.#probes++
    this.#host.probe()
    const due = this.#environment.now() + ms
    this.#after(ms, () => {
      if (this.#probes === 0) return this.#listen(this.#silenceMs)
      const isLate = this.#environment.now() - due > LATE_MS
      if (isLate && this.#probes < MOST_PROBES) this.#ask(ms)
      else this.#host.dead()
    })
  }

  #after(ms: number, run: () => void): void {
    this.#cancel?.()
    this.#cancel = this.#environment.after(ms, run)
  }
}
