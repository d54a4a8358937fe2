/**
 * A value as a peer would get it by wire, for sessions that share a process: the same is refused, and the same is
 * changed, as by every format.
 */
import type { WireSink } from './wire-values.ts'
import { writeWire } from './wire-values.ts'

/**
 * A deep copy. Dictionaries have no prototype.
 * @throws TypeError where the value nests deeper than any peer would read, as a cycle does.
 */
export function wireCopy(value: unknown): unknown {
  const sink = new CopySink()
  writeWire(value, sink, FIRST_LEVEL)
  return sink.result
}

/** The message's own list is level 1, and args and kwargs lie in it. */
const FIRST_LEVEL = 2

/** A list or dictionary that still misses parts. */
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

  number(value: number): void {
    this.#put(value)
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
