/**
 * Carries entries to the storage service, in their order. Only one batch is under way: the next one leaves when every
 * entry of it is confirmed. What is not confirmed is sent again, in the same order. So a message that got lost on the
 * way is never overtaken by a later one.
 */
import type { Outgoing, Verdict } from './outgoing.ts'

/** One confirmation. The key is that of the entry. */
export interface Confirmation {
  readonly key: string
  readonly verdict: Verdict
}

export interface CourierParts {
  /** Sends a batch as one message; it may get lost. */
  send(batch: readonly Outgoing[]): void
  confirmed(entry: Outgoing, verdict: Verdict): void
}

const BATCH = 500
const FIRST_MS = 250
const LONGEST_MS = 1_000

export class Courier {
  readonly #parts: CourierParts
  #waiting: Outgoing[] = []
  readonly #underWay = new Map<string, Outgoing>()
  #attempts = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: CourierParts) {
    this.#parts = parts
  }

  /** True while storage has not answered for three quarters of a second or longer. */
  get isStalled(): boolean {
    return this.#attempts > 2
  }

  add(entry: Outgoing): void {
    this.#waiting.push(entry)
    if (this.#underWay.size === 0) this.#next()
  }

  /** Confirmations of other entries are ignored: of an earlier process, or of a batch that was sent twice. */
  confirm(confirmations: readonly Confirmation[]): void {
    const confirmed: (readonly [Outgoing, Verdict])[] = []
    for (const { key, verdict } of confirmations) {
      const entry = this.#underWay.get(key)
      if (entry === undefined) continue
      this.#underWay.delete(key)
      confirmed.push([entry, verdict])
    }
    if (confirmed.length === 0) return
    // First, so that storage works on it while the confirmed ones are answered and published.
    if (this.#underWay.size === 0) this.#next()
    for (const [entry, verdict] of confirmed) this.#parts.confirmed(entry, verdict)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#waiting = []
    this.#underWay.clear()
  }

  #next(): void {
    clearTimeout(this.#timer)
    this.#attempts = 0
    for (const entry of this.#waiting.splice(0, BATCH)) this.#underWay.set(entry.key, entry)
    if (this.#underWay.size > 0) this.#send()
  }

  #send(): void {
    const batch = [...this.#underWay.values()]
    for (const entry of batch) entry.sends++
    this.#parts.send(batch)
    const wait = Math.min(FIRST_MS * 2 ** this.#attempts, LONGEST_MS)
    this.#attempts++
    this.#timer = setTimeout(() => this.#send(), wait)
  }
}
