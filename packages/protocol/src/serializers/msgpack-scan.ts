/**
 * Scans a MessagePack frame without decoding it. It finds the elements, weighs them, and checks lengths, UTF-8 and
 * nesting. Later readers can rely on these checks, and allocate nothing just because a length announces it.
 */
import { ProtocolViolation } from '../errors.ts'
import type { Elements } from './binary.ts'
import { deeper } from './nesting.ts'
import {
  MOST_ELEMENTS,
  WEIGHT,
  noteElement,
  positionsFrom,
  weigh,
  weighBlock,
  weighDict,
  weighFloat,
  weighList,
  weighText,
} from './scales.ts'
import { isUtf8 } from './utf8.ts'

/**
 * Finds the elements of the frame's list, or its first `most`, and weighs them.
 * @throws ProtocolViolation unless the frame is exactly one well-formed list, as far as it is scanned.
 * @throws OVERWEIGHT when its weight exceeds the budget.
 */
export function scanMsgpack(frame: Uint8Array, most = Infinity): Elements {
  const { at: first, count } = listHead(frame)
  if (count > frame.length - first) ended()
  weigh(count)
  const starts = positionsFrom(first)
  let at = first
  for (let index = 0; index < count && index < most; index++) {
    at = valueEnd(frame, at)
    if (index < MOST_ELEMENTS) noteElement(starts, index + 1, at)
  }
  if (at < frame.length && most >= count) throw new ProtocolViolation('a frame must hold one message, and no more')
  return { count, starts }
}

function listHead(frame: Uint8Array): { at: number; count: number } {
  const head = frame[0] ?? 0
  if (head >= 0x90 && head <= 0x9f) return { at: 1, count: head - 0x90 }
  if (head === 0xdc) return { at: 3, count: uint(frame, 1, 2) }
  if (head === 0xdd) return { at: 5, count: uint(frame, 1, 4) }
  throw new ProtocolViolation('a message must be a list')
}

/** The number of lists and dictionaries around the present value. */
let depth = 0

/** The end of the value that starts here, an element of the message or an option. */
export function valueEnd(frame: Uint8Array, at: number): number {
  depth = 1
  return skip(frame, at)
}

function skip(frame: Uint8Array, at: number): number {
  const head = frame[at] ?? ended()
  if (head < 0x80 || head >= 0xe0) return at + 1
  if (head < 0x90) return skipDict(frame, at + 1, head - 0x80)
  if (head < 0xa0) return skipList(frame, at + 1, head - 0x90)
  if (head < 0xc0) return skipText(frame, at + 1, head - 0xa0)
  switch (head) {
    case 0xc0: // nil
    case 0xc2: // false
    case 0xc3: // true
      return at + 1
    case 0xc4: // bin 8, 16, 32
      return skipBlock(frame, at + 2, uint(frame, at + 1, 1))
    case 0xc5:
      return skipBlock(frame, at + 3, uint(frame, at + 1, 2))
    case 0xc6:
      return skipBlock(frame, at + 5, uint(frame, at + 1, 4))
    case 0xc7: // ext 8, 16, 32: one byte more, for the type
      return skipExtension(frame, at + 2, uint(frame, at + 1, 1))
    case 0xc8:
      return skipExtension(frame, at + 3, uint(frame, at + 1, 2))
    case 0xc9:
      return skipExtension(frame, at + 5, uint(frame, at + 1, 4))
    case 0xcc: // uint 8, int 8
    case 0xd0:
      return within(frame, at + 2)
    case 0xcd: // uint 16, int 16
    case 0xd1:
      return within(frame, at + 3)
    case 0xce: // uint 32, int 32
    case 0xd2:
      return within(frame, at + 5)
    case 0xca: // float 32, float 64
      weighFloat()
      return within(frame, at + 5)
    case 0xcb:
      weighFloat()
      return within(frame, at + 9)
    case 0xcf: // uint 64, int 64
    case 0xd3:
      if (((frame[at + 1] ?? 0) << 8) + (frame[at + 2] ?? 0) >= BEYOND_53_BITS) weigh(WEIGHT.large)
      return within(frame, at + 9)
    case 0xd4: // fixext 1, 2, 4, 8, 16
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return skipExtension(frame, at + 1, 2 ** (head - 0xd4))
    case 0xd9: // str 8, 16, 32
      return skipText(frame, at + 2, uint(frame, at + 1, 1))
    case 0xda:
      return skipText(frame, at + 3, uint(frame, at + 1, 2))
    case 0xdb:
      return skipText(frame, at + 5, uint(frame, at + 1, 4))
    case 0xdc: // array 16, 32
      return skipList(frame, at + 3, uint(frame, at + 1, 2))
    case 0xdd:
      return skipList(frame, at + 5, uint(frame, at + 1, 4))
    case 0xde: // map 16, 32
      return skipDict(frame, at + 3, uint(frame, at + 1, 2))
    case 0xdf:
      return skipDict(frame, at + 5, uint(frame, at + 1, 4))
    default: // 0xc1
      throw new ProtocolViolation('no value of MessagePack starts with 0xc1')
  }
}

/** The upper two of eight bytes of 2^53. Negative integers count as beyond it. */
const BEYOND_53_BITS = 0x20

function skipList(frame: Uint8Array, first: number, count: number): number {
  if (count > frame.length - first) ended()
  depth = deeper(depth)
  weighList(count)
  let at = first
  for (let index = 0; index < count; index++) at = skip(frame, at)
  depth--
  return at
}

function skipDict(frame: Uint8Array, first: number, count: number): number {
  if (count * 2 > frame.length - first) ended()
  depth = deeper(depth)
  weighDict(count)
  let at = first
  for (let index = 0; index < count; index++) {
    checkKey(frame[at] ?? ended())
    at = skip(frame, skip(frame, at))
  }
  depth--
  return at
}

/**
 * Checks that a key is a string. Integers are accepted too, because some clients use them; they are read as their
 * digits.
 */
export function checkKey(head: number): void {
  const isText = (head >= 0xa0 && head <= 0xbf) || (head >= 0xd9 && head <= 0xdb)
  const isInteger = head < 0x80 || head >= 0xe0 || (head >= 0xcc && head <= 0xd3)
  if (!isText && !isInteger) throw new ProtocolViolation('the keys of a dictionary must be strings')
}

function skipBlock(frame: Uint8Array, start: number, length: number): number {
  const end = within(frame, start + length)
  weighBlock(length)
  return end
}

/** Skips an extension value. A byte for the type precedes its data. */
function skipExtension(frame: Uint8Array, start: number, length: number): number {
  weigh(WEIGHT.extension)
  return skipBlock(frame, start, length + 1)
}

function skipText(frame: Uint8Array, start: number, length: number): number {
  const end = within(frame, start + length)
  weighText(length)
  if (!isUtf8(frame, start, end)) throw new ProtocolViolation('a string must be valid UTF-8')
  return end
}

function within(frame: Uint8Array, end: number): number {
  return end <= frame.length ? end : ended()
}

/** Throws the violation for a message that is cut off. */
export function ended(): never {
  throw new ProtocolViolation('a message ends before its announced length')
}

/** Reads a big-endian integer of `size` bytes. Beyond 2^53 it is rounded. */
export function uint(frame: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let index = 0; index < size; index++) value = value * 256 + (frame[at + index] ?? ended())
  return value
}
