/** Undoes the mask of a client's WebSocket frame (RFC 6455, 5.3), in place. */

/** Shorter data is not worth a view by words. */
const LEAST_FOR_WORDS = 384

/**
 * Undoes the mask. `mask` holds the four bytes of the key, the first one in the highest bits, as it applies to
 * `bytes[0]`.
 */
export function unmask(bytes: Uint8Array, mask: number): void {
  if (mask === 0) return
  if (bytes.length < LEAST_FOR_WORDS) return unmaskBytes(bytes, mask)
  const before = -bytes.byteOffset & 3
  const words = (bytes.length - before) >> 2
  unmaskBytes(bytes.subarray(0, before), mask)
  const inner = rotated(mask, before)
  unmaskWords(new Int32Array(bytes.buffer, bytes.byteOffset + before, words), inner)
  unmaskBytes(bytes.subarray(before + words * 4), inner)
}

/** The mask for the data after the next `bytes` bytes. */
export function rotated(mask: number, bytes: number): number {
  const bits = (bytes & 3) * 8
  return bits === 0 ? mask : (mask << bits) | (mask >>> (32 - bits))
}

function unmaskBytes(bytes: Uint8Array, mask: number): void {
  const { length } = bytes
  const whole = length & ~3
  for (let at = 0; at < whole; at += 4) {
    bytes[at] = (bytes[at] ?? 0) ^ (mask >>> 24)
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ (mask >>> 16)
    bytes[at + 2] = (bytes[at + 2] ?? 0) ^ (mask >>> 8)
    bytes[at + 3] = (bytes[at + 3] ?? 0) ^ mask
  }
  for (let at = whole, rest = mask; at < length; at++, rest <<= 8) bytes[at] = (bytes[at] ?? 0) ^ (rest >>> 24)
}

/** The mask in the machine's own order of bytes. */
function unmaskWords(words: Int32Array, mask: number): void {
  scratch.setInt32(0, mask)
  const [own = 0] = scratchWords
  for (let at = 0; at < words.length; at++) words[at] = (words[at] ?? 0) ^ own
}

const scratchWords = new Int32Array(1)
const scratch = new DataView(scratchWords.buffer)
