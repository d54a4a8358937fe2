/**
 * Tells within about a second whether the way between two pages is cut: both send a byte now and then, and answer it.
 * A browser alone needs five seconds and more, and a timer of a page in the background runs once in a second.
 */

export const PULSE = {
  everyMs: 300,
  /** Nothing was heard for so long: the way is cut. More than a second, because of pages in the background. */
  silentMs: 1_200,
  /** One of the two sides waits longer: what the other one does is mostly enough. */
  patientMs: 2_000,
  /** While it is cut, a new way is searched this often. */
  searchMs: 2_000,
} as const

export interface PulseParts {
  readonly silentMs: number
  readonly now: () => number
  /** Sends a byte, if that is possible. */
  readonly send: (byte: 'ping' | 'pong') => void
  /** The way is cut. Called again and again while it is. */
  readonly onCut: () => void
  /** Something is heard again. */
  readonly onBack: () => void
}

/** It beats as soon as something was heard: `tick` must be called every `PULSE.everyMs`. */
export class Pulse {
  readonly #parts: PulseParts
  #heardAt: number | undefined
  #tickedAt: number | undefined
  #searchedAt = 0
  #isCut = false

  constructor(parts: PulseParts) {
    this.#parts = parts
  }

  hear(byte: unknown): void {
    this.#heardAt = this.#parts.now()
    if (byte === 'ping') this.#parts.send('pong')
    if (!this.#isCut) return
    this.#isCut = false
    this.#parts.onBack()
  }

  tick(): void {
    const now = this.#parts.now()
    // A page that slept has heard nothing either: that says nothing about the way.
    const hasSlept = this.#tickedAt !== undefined && now - this.#tickedAt > this.#parts.silentMs
    if (hasSlept && this.#heardAt !== undefined) this.#heardAt = now
    this.#tickedAt = now
    this.#parts.send('ping')
    if (this.#heardAt === undefined || now - this.#heardAt < this.#parts.silentMs) return
    if (this.#isCut && now - this.#searchedAt < PULSE.searchMs) return
    this.#isCut = true
    this.#searchedAt = now
    this.#parts.onCut()
  }
}
