/** The heads of CBOR's items (RFC 8949): what follows, and how long it is. */
import { ProtocolViolation } from '../errors.ts'

/** What the upper three bits of a head mean. */
export const MAJOR = { uint: 0, negative: 1, bytes: 2, text: 3, list: 4, dict: 5, tag: 6 } as const

/** The tags of integers beyond 64 bits. */
export const TAG = { integer: 2, negative: 3 } as const

/** The lower five bits of a head; all set they mean: until a break. */
export const LOW = 31

/** The argument of a head that says: until a break. */
export const INDEFINITE = -1

/** Ends what has no length. */
export const BREAK = 0xff

/** Where the value starts that the tags at this place are about. */
export function untagged(frame: Uint8Array, start: number): number {
  let at = start
  while (at < frame.length && majorAt(frame, at) === MAJOR.tag) at = bodyAt(frame, at)
  return at
}

/** What kind of item starts here: the upper three bits of its head. */
export const majorAt = (frame: Uint8Array, at: number): number => (frame[at] ?? ended()) >> 5

/** Where the head that starts here ends, and what it announces begins. */
export function bodyAt(frame: Uint8Array, at: number): number {
  const low = (frame[at] ?? ended()) & LOW
  return low < 24 || low > 27 ? at + 1 : at + 1 + (1 << (low - 24))
}

/**
 * The value, length or count in the head that starts here. Beyond 2^53 it is rounded: as a length it is too long anyway.
 * @throws ProtocolViolation where the frame ends, or for a head that RFC 8949 does not define.
 */
export function argumentAt(frame: Uint8Array, at: number): number {
  const head = frame[at] ?? ended()
  const low = head & LOW
  if (low < 24) return low
  if (low < 28) return uint(frame, at + 1, 1 << (low - 24))
  const major = head >> 5
  if (low === LOW && major >= MAJOR.bytes && major <= MAJOR.dict) return INDEFINITE
  throw new ProtocolViolation(`CBOR has no use for the byte ${head} in this place`)
}

/** True where a break stands in the place of the next item. Only items without a count have one. */
export const isBreak = (frame: Uint8Array, at: number): boolean => (frame[at] ?? ended()) === BREAK

export function ended(): never {
  throw new ProtocolViolation('a message ends before all that it announces')
}

/** A big-endian integer of `size` bytes. */
function uint(frame: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let index = 0; index < size; index++) value = value * 256 + (frame[at + index] ?? ended())
  return value
}
