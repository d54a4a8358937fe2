/**
 * The bytes of a message that arrives in several reads or fragments. Its memory grows with the bytes that have arrived:
 * a header that announces a megabyte does not take a megabyte.
 */
export class GrowingBytes {
  #bytes: Uint8Array
  #length = 0

  constructor() {
    this.#bytes = EMPTY
  }

  get length(): number {
    return this.#length
  }

  /** A view of all bytes so far. It is valid until the next call of `add`. */
  get view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Copies bytes to the end, and returns a view of the copy. `most`: the maximum length of the whole message. */
  add(bytes: Uint8Array, most: number): Uint8Array {
    const start = this.#length
    const end = start + bytes.length
    if (end > this.#bytes.length) this.#grow(end, most)
    this.#bytes.set(bytes, start)
    this.#length = end
    return this.#bytes.subarray(start, end)
  }

  #grow(least: number, most: number): void {
    const grown = new Uint8Array(Math.min(most, Math.max(GROWTH * least, LEAST_BYTES)))
    grown.set(this.view)
    this.#bytes = grown
  }
}

/** The system gives memory only to what is written. A smaller factor leaves more old memory to collect. */
export const GROWTH = 4
const LEAST_BYTES = 1024
const EMPTY = new Uint8Array(0)
