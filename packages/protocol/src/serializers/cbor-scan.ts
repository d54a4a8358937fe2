/**
 * Scans a CBOR frame (RFC 8949) without decoding it. It finds the elements, weighs them, and checks lengths, UTF-8 and
 * nesting. Later readers can rely on these checks, and allocate nothing just because a length announces it.
 */
import { ProtocolViolation } from '../errors.ts'
import type { Elements } from './binary.ts'
import { INDEFINITE, LOW, MAJOR, TAG, argumentAt, bodyAt, ended, isBreak, majorAt, untagged } from './cbor-head.ts'
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
  weighEntry,
  weighItem,
  weighText,
} from './scales.ts'
import { isUtf8 } from './utf8.ts'

/**
 * Finds the elements of the frame's list, or its first `most`, and weighs them.
 * @throws ProtocolViolation unless the frame is exactly one well-formed list, as far as it is scanned.
 * @throws OVERWEIGHT when its weight exceeds the budget.
 */
export function scanCbor(frame: Uint8Array, most = Infinity): Elements {
  const list = untagged(frame, 0)
  if (majorAt(frame, list) !== MAJOR.list) throw new ProtocolViolation('a message must be a list')
  const announced = argumentAt(frame, list)
  let at = bodyAt(frame, list)
  const starts = positionsFrom(at)
  let count = 0
  for (; count < most && (announced === INDEFINITE ? !isBreak(frame, at) : count < announced); count++) {
    weigh(1)
    at = valueEnd(frame, at)
    if (count < MOST_ELEMENTS) noteElement(starts, count + 1, at)
  }
  if (count >= most) return { count, starts }
  if (announced === INDEFINITE) at++
  if (at < frame.length) throw new ProtocolViolation('a frame must hold one message, and no more')
  return { count, starts }
}

/** The number of lists, dictionaries and tags around the present value. */
let depth = 0

/** The end of the value that starts here, an element of the message or an option. */
export function valueEnd(frame: Uint8Array, at: number): number {
  depth = 1
  return skip(frame, at)
}

function skip(frame: Uint8Array, at: number): number {
  const head = frame[at] ?? ended()
  const isShort = (head & LOW) < 24
  const argument = isShort ? head & LOW : argumentAt(frame, at)
  const body = isShort ? at + 1 : bodyAt(frame, at)
  switch (head >> 5) {
    case MAJOR.uint:
      if (argument >= 2 ** 53) weigh(WEIGHT.large)
      return body
    case MAJOR.negative:
      if (argument >= 2 ** 53) weigh(2 * WEIGHT.large)
      return body
    case MAJOR.bytes:
      return argument === INDEFINITE ? skipPieces(frame, body, MAJOR.bytes) : skipBlock(frame, body, argument)
    case MAJOR.text:
      return argument === INDEFINITE ? skipPieces(frame, body, MAJOR.text) : skipText(frame, body, argument)
    case MAJOR.list:
      return skipList(frame, body, argument)
    case MAJOR.dict:
      return skipDict(frame, body, argument)
    case MAJOR.tag:
      return skipTagged(frame, body, argument)
    default:
      return skipSimple(frame, at, body)
  }
}

function skipTagged(frame: Uint8Array, inside: number, tag: number): number {
  weigh(tag === TAG.integer || tag === TAG.negative ? WEIGHT.bignum : WEIGHT.part)
  depth = deeper(depth)
  const end = skip(frame, inside)
  depth--
  return end
}

/** Skips false, true, null, undefined, and floats of 2, 4 and 8 bytes. */
function skipSimple(frame: Uint8Array, at: number, end: number): number {
  const low = (frame[at] ?? 0) & LOW
  if (low > 24) weighFloat()
  else if (low < 20 || low === 24)
    throw new ProtocolViolation('a message must not contain unassigned simple values of CBOR')
  return end
}

function skipList(frame: Uint8Array, first: number, count: number): number {
  if (count > frame.length - first) ended()
  depth = deeper(depth)
  weighList(count === INDEFINITE ? 0 : count)
  let at = first
  if (count === INDEFINITE) {
    for (; !isBreak(frame, at); at = skip(frame, at)) weighItem()
    at++
  } else for (let index = 0; index < count; index++) at = skip(frame, at)
  depth--
  return at
}

function skipDict(frame: Uint8Array, first: number, count: number): number {
  if (count * 2 > frame.length - first) ended()
  depth = deeper(depth)
  weighDict(count === INDEFINITE ? 0 : count)
  let at = first
  if (count === INDEFINITE) {
    for (let index = 1; !isBreak(frame, at); index++) {
      weighEntry(index)
      at = skipEntry(frame, at)
    }
    at++
  } else for (let index = 0; index < count; index++) at = skipEntry(frame, at)
  depth--
  return at
}

function skipEntry(frame: Uint8Array, at: number): number {
  checkKey(frame, at)
  return skip(frame, skip(frame, at))
}

/**
 * Checks that a key is a string. Integers are accepted too, because some clients use them; they are read as their
 * digits.
 */
export function checkKey(frame: Uint8Array, at: number): void {
  const major = majorAt(frame, at)
  if (major !== MAJOR.text && major !== MAJOR.uint && major !== MAJOR.negative) {
    throw new ProtocolViolation('the keys of a dictionary must be strings')
  }
}

/** Skips a string without length: pieces of the same kind, each with a length, until a break. */
function skipPieces(frame: Uint8Array, first: number, major: number): number {
  weigh(WEIGHT.block)
  let at = first
  while (!isBreak(frame, at)) {
    weigh(WEIGHT.part)
    const length = argumentAt(frame, at)
    if (majorAt(frame, at) !== major || length === INDEFINITE) {
      throw new ProtocolViolation('a CBOR string must consist of pieces of its own kind')
    }
    at = major === MAJOR.text ? skipText(frame, bodyAt(frame, at), length) : skipBlock(frame, bodyAt(frame, at), length)
  }
  return at + 1
}

function skipBlock(frame: Uint8Array, start: number, length: number): number {
  const end = start + length
  if (end > frame.length) ended()
  weighBlock(length)
  return end
}

function skipText(frame: Uint8Array, start: number, length: number): number {
  const end = start + length
  if (end > frame.length) ended()
  weighText(length)
  if (!isUtf8(frame, start, end)) throw new ProtocolViolation('a string must be valid UTF-8')
  return end
}
