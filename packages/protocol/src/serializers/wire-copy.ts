/**
 * Copies a value as a peer would get it over the wire, for sessions in the same process. It refuses and changes the
 * same values as every format.
 */
import type { WireSink } from './wire-sink.ts'
import { writeWire } from './wire-values.ts'

/**
 * Makes a deep copy. Dictionaries have no prototype.
 * @throws TypeError when the value nests deeper than a peer would read, such as a cycle.
 */
export function wireCopy(value: unknown): unknown {
  const sink = new CopySink()
  writeWire(value, sink, FIRST_LEVEL)
  return sink.result
}

/** The level of an argument: the message's own list is level 1, and contains args and kwargs. */
const FIRST_LEVEL = 2

/** A list or dictionary whose parts have not all been copied. */
interface Open {
  readonly target: unknown[] | Record<string, unknown>
  missing: number
  key: string | undefined
}

class CopySink implements WireSink {
  result: unknown
  readonly #open: Open[] = []

  nil(): void {
    this.#put(null)
  }

  boolean(value: boolean): void {
    this.#put(value)
  }

  /** Every format writes -0 as 0. */
  number(value: number): void {
    this.#put(value + 0)
  }

  largeInteger(value: bigint): void {
    this.#put(value)
  }

  text(value: string): void {
    const text = value.toWellFormed()
    const open = this.#open.at(-1)
    if (open === undefined || Array.isArray(open.target) || open.key !== undefined) this.#put(text)
    else open.key = text
  }

  bytes(value: Uint8Array): void {
    this.#put(new Uint8Array(value))
  }

  list(count: number): void {
    this.#begin([], count)
  }

  dict(count: number): void {
    this.#begin(Object.create(null) as Record<string, unknown>, count)
  }

  #begin(target: Open['target'], missing: number): void {
    this.#put(target)
    if (missing > 0) this.#open.push({ target, missing, key: undefined })
  }

  #put(value: unknown): void {
    const open = this.#open.at(-1)
    if (open === undefined) {
      this.result = value
      return
    }
    if (Array.isArray(open.target)) open.target.push(value)
    else open.target[open.key ?? ''] = value
    open.key = undefined
    if (--open.missing === 0) this.#open.pop()
  }
}
