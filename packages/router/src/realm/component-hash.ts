/**
 * Hashes of the components of URIs, for comparing numbers in place of texts. They follow from a secret: otherwise a
 * client could choose patterns whose hashes equal those of other URIs, and each such search compares texts, which takes
 * ten times as long. The secret alone is not enough: without the shift, the low bits of a hash would depend on low bits
 * only, and there are texts of 512 characters whose hashes are equal whatever the factor (Thue–Morse).
 */

/** The hashes of a URI. */
export interface Hashes {
  /** One of each component and its place. */
  readonly each: Int32Array
  readonly sum: number
}

/** Hashes that follow from a secret. */
export class ComponentHash {
  /** An odd number: multiplying by it loses nothing. */
  readonly #factor: number
  /** An odd number, so that every place begins with another one. */
  readonly #start: number

  /** `secret` is a whole number below 2^53. */
  constructor(secret: number) {
    this.#factor = mixed(secret | 0) | 1
    this.#start = mixed(this.#factor ^ (secret / 2 ** 21)) | 1
  }

  of(parts: readonly string[]): Hashes {
    const factor = this.#factor
    const each = new Int32Array(parts.length)
    let sum = 0
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? ''
      const { length } = part
      let hash = Math.imul(index + 1, this.#start) ^ length
      // Two characters at a time. Beyond the end, `charCodeAt` gives NaN, which counts as 0.
      for (let at = 0; at < length; at += 2) {
        hash = Math.imul(hash ^ part.charCodeAt(at) ^ (part.charCodeAt(at + 1) << 16), factor)
        hash ^= hash >>> 15
      }
      each[index] = hash
      sum = (sum + hash) | 0
    }
    return { each, sum }
  }
}

/** Spreads the bits of a number over all 32 (the end of MurmurHash3). */
function mixed(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
