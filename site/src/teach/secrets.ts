/** Secrets of a class: how they are made, and compared without telling by time how much of a guess was right. */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto'

/** Without letters and digits that are mistaken for each other when they are read from a projector. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

export function newSecret(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** Sums have one length, so that the length of a secret is not told either. */
export function isSame(given: string, secret: string): boolean {
  const sum = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(sum(given), sum(secret))
}

const MOST_WRONG = 10
const WINDOW_MS = 60_000
const MOST_ADDRESSES = 1_000

/** Slows guesses: an address that was wrong too often has to wait. */
export class Guesses {
  readonly #wrong = new Map<string, { count: number; since: number }>()

  mayTry(address: string, now: number): boolean {
    const found = this.#wrong.get(address)
    return found === undefined || now - found.since > WINDOW_MS || found.count < MOST_WRONG
  }

  wrong(address: string, now: number): void {
    const found = this.#wrong.get(address)
    const isOver = found === undefined || now - found.since > WINDOW_MS
    this.#wrong.delete(address)
    this.#wrong.set(address, isOver ? { count: 1, since: now } : { ...found, count: found.count + 1 })
    const [oldest] = this.#wrong.keys()
    if (this.#wrong.size > MOST_ADDRESSES && oldest !== undefined) this.#wrong.delete(oldest)
  }
}
