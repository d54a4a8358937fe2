/** Reads the heads of CBOR items (RFC 8949): the kind of an item, and its length. */
import { ProtocolViolation } from '../errors.ts'

/** The kinds of items: the upper three bits of a head. */
export const MAJOR = { uint: 0, negative: 1, bytes: 2, text: 3, list: 4, dict: 5, tag: 6 } as const

/** The tags of integers beyond 64 bits. */
export const TAG = { integer: 2, negative: 3 } as const

/** The lower five bits of a head. If all are set, the item ends at a break. */
export const LOW = 31

/** The argument of a head without length: the item ends at a break. */
export const INDEFINITE = -1

/** The byte that ends an item without length. */
export const BREAK = 0xff

/** The position of the value after the tags that start here. */
export function untagged(frame: Uint8Array, start: number): number {
  let at = start
  while (at < frame.length && majorAt(frame, at) === MAJOR.tag) at = bodyAt(frame, at)
  return at
}

/** The kind of the item that starts here: the upper three bits of its head. */
export const majorAt = (frame: Uint8Array, at: number): number => (frame[at] ?? ended()) >> 5

/** The position after the head that starts here. */
export function bodyAt(frame: Uint8Array, at: number): number {
  const low = (frame[at] ?? ended()) & LOW
  return low < 24 || low > 27 ? at + 1 : at + 1 + (1 << (low - 24))
}

/**
 * The argument of the head that starts here: a value, length or count. Beyond 2^53 it is rounded, because such a length
 * is too long anyway.
 * @throws ProtocolViolation when the frame ends, or for a head that RFC 8949 does not define.
 */
export function argumentAt(frame: Uint8Array, at: number): number {
  const head = frame[at] ?? ended()
  const low = head & LOW
  if (low < 24) return low
  if (low < 28) return uint(frame, at + 1, 1 << (low - 24))
  const major = head >> 5
  if (low === LOW && major >= MAJOR.bytes && major <= MAJOR.dict) return INDEFINITE
  throw new ProtocolViolation(`the byte ${head} is not valid in this place of a CBOR message`)
}

/** True when a break comes instead of the next item. Only items without a count end so. */
export const isBreak = (frame: Uint8Array, at: number): boolean => (frame[at] ?? ended()) === BREAK

/** Throws the violation for a message that is cut off. */
export function ended(): never {
  throw new ProtocolViolation('a message ends before its announced length')
}

/** Reads a big-endian integer of `size` bytes. */
function uint(frame: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let index = 0; index < size; index++) value = value * 256 + (frame[at + index] ?? ended())
  return value
}
