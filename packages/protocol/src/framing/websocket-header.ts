/** The header of a WebSocket client's frame (RFC 6455, 5.2): two bytes, the length if it is long, and the mask. */
import { FINAL, OPCODE } from './websocket.ts'

const RESERVED = 0x70
const MASKED = 0x80
const MOST_CONTROL_BYTES = 125
const MASK_BYTES = 4
/** Stands for an offset while a frame has not arrived. */
export const INCOMPLETE = -1

/** True for the frames that may come within a fragmented message. */
export const isControl = (first: number): boolean => (first & 0x8) !== 0

/** The rule that the first two bytes of a frame break. */
export function faultOf(first: number, second: number, isWithinMessage: boolean): string | undefined {
  if ((first & RESERVED) !== 0) return 'a frame has reserved bits that are set, but no extension was negotiated'
  if ((second & MASKED) === 0) return 'a frame of the client has no mask'
  switch (first & 0xf) {
    case OPCODE.continuation:
      return isWithinMessage ? undefined : 'a frame continues a message that has not begun'
    case OPCODE.text:
    case OPCODE.binary:
      return isWithinMessage ? 'a message begins within another one' : undefined
    case OPCODE.close:
    case OPCODE.ping:
    case OPCODE.pong:
      if (first < FINAL) return 'a control frame is fragmented'
      return (second & ~MASKED) > MOST_CONTROL_BYTES ? 'a control frame has more than 125 bytes' : undefined
    default:
      return `a frame has the unknown opcode ${first & 0xf}`
  }
}

const lengthBytes = (second: number): number => {
  const short = second & ~MASKED
  return short < 126 ? 0 : short === 126 ? 2 : 8
}

/** The bytes of the whole header. `second` is its second byte. */
export const headerOf = (second: number): number => 2 + lengthBytes(second) + MASK_BYTES

/** The bytes of the payload. Above 2^53 the number is not exact, but above every limit. `at`: the start of the frame. */
export function lengthOf(bytes: Uint8Array, at: number): number {
  const second = bytes[at + 1] ?? 0
  const size = lengthBytes(second)
  if (size === 0) return second & ~MASKED
  let length = 0
  for (let index = at + 2; index < at + 2 + size; index++) length = length * 256 + (bytes[index] ?? 0)
  return length
}

/** The mask that stands before the payload, its first byte in the highest bits. */
export const maskOf = (bytes: Uint8Array, body: number): number =>
  ((bytes[body - 4] ?? 0) << 24) |
  ((bytes[body - 3] ?? 0) << 16) |
  ((bytes[body - 2] ?? 0) << 8) |
  (bytes[body - 1] ?? 0)

/** True for the codes that a close frame may have (RFC 6455, 7.4). */
export const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999)
