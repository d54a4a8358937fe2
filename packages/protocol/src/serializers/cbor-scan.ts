/**
 * Walks over a CBOR frame (RFC 8949) without making values of it: where does each element end, is every length
 * inside the frame, is every string UTF-8, is nothing nested too deep, and what does it weigh. Whatever reads the frame
 * afterwards meets only what is known to be sound, and allocates nothing that a length alone has promised.
 */
import { ProtocolViolation } from '../errors.ts'
import type { Elements } from './binary.ts'
import { INDEFINITE, LOW, MAJOR, TAG, argumentAt, bodyAt, ended, isBreak, majorAt, untagged } from './cbor-head.ts'
import { deeper } from './nesting.ts'
import {
  MOST_ELEMENTS,
  WEIGHT,
  noteElement,
  weigh,
  weighBlock,
  weighDict,
  weighList,
  weighEntry,
  weighItem,
  weighText,
} from './scales.ts'
import { isUtf8 } from './utf8.ts'

/**
 * Finds the elements of the frame's list, or its first `most`, and weighs them.
 * @throws ProtocolViolation unless the frame is exactly one well-formed list, as far as it is looked at.
 * @throws OVERWEIGHT
 */
export function scanCbor(frame: Uint8Array, most = Infinity): Elements {
  const list = untagged(frame, 0)
  if (majorAt(frame, list) !== MAJOR.list) throw new ProtocolViolation('a message must be a list')
  const announced = argumentAt(frame, list)
  let at = bodyAt(frame, list)
  const starts = [at]
  let count = 0
  for (; count < most && (announced === INDEFINITE ? !isBreak(frame, at) : count < announced); count++) {
    weigh(1)
    at = skip(frame, at, 1)
    if (count < MOST_ELEMENTS) noteElement(starts, at)
  }
  if (count >= most) return { count, starts }
  if (announced === INDEFINITE) at++
  if (at < frame.length) throw new ProtocolViolation('a frame must hold one message, and no more')
  return { count, starts }
}

/** The end of the value that starts at `at`, inside `depth` lists and dictionaries. */
export function skip(frame: Uint8Array, at: number, depth: number): number {
  const argument = argumentAt(frame, at)
  const body = bodyAt(frame, at)
  const major = majorAt(frame, at)
  switch (major) {
    case MAJOR.uint:
    case MAJOR.negative:
      if (argument >= 2 ** 53) weigh(WEIGHT.large)
      return body
    case MAJOR.bytes:
    case MAJOR.text:
      return skipString(frame, body, { major, length: argument })
    case MAJOR.list:
      return skipItems(frame, body, { count: argument, inside: deeper(depth), isDict: false })
    case MAJOR.dict:
      return skipItems(frame, body, { count: argument, inside: deeper(depth), isDict: true })
    case MAJOR.tag:
      weigh(argument === TAG.integer || argument === TAG.negative ? WEIGHT.bignum : WEIGHT.part)
      return skip(frame, body, deeper(depth))
    default:
      return skipSimple(frame, at, body)
  }
}

/** false, true, null, undefined; then floats of 2, 4 and 8 bytes. */
function skipSimple(frame: Uint8Array, at: number, end: number): number {
  const low = (frame[at] ?? 0) & LOW
  if (low < 20 || low === 24) throw new ProtocolViolation("CBOR's unassigned simple values mean nothing in WAMP")
  return end
}

/** What a list or a dictionary holds; `inside` is the depth of nesting in it. */
interface Items {
  readonly count: number
  readonly inside: number
  readonly isDict: boolean
}

function skipItems(frame: Uint8Array, first: number, { count, inside, isDict }: Items): number {
  if (count > frame.length - first) ended()
  if (isDict) weighDict(count === INDEFINITE ? 0 : count)
  else weighList(count === INDEFINITE ? 0 : count)
  let at = first
  for (let index = 0; count === INDEFINITE ? !isBreak(frame, at) : index < count; index++) {
    if (count === INDEFINITE && !isDict) weighItem()
    if (isDict) {
      if (count === INDEFINITE) weighEntry(index + 1)
      checkKey(frame, at)
      at = skip(frame, at, inside)
    }
    at = skip(frame, at, inside)
  }
  return count === INDEFINITE ? at + 1 : at
}

/** Keys are strings. Integers are let pass, because some clients have dictionaries of them; they read as their digits. */
export function checkKey(frame: Uint8Array, at: number): void {
  const major = majorAt(frame, at)
  if (major !== MAJOR.text && major !== MAJOR.uint && major !== MAJOR.negative) {
    throw new ProtocolViolation('the keys of a dictionary must be strings')
  }
}

interface StringPart {
  readonly major: number
  readonly length: number
}

/** Without a length: pieces of the same kind that have one, up to a break. */
function skipString(frame: Uint8Array, first: number, { major, length }: StringPart): number {
  if (length !== INDEFINITE) return skipPiece(frame, first, { major, length })
  let at = first
  weighBlock(0)
  while (!isBreak(frame, at)) {
    weigh(WEIGHT.part)
    const piece = argumentAt(frame, at)
    if (majorAt(frame, at) !== major || piece === INDEFINITE) {
      throw new ProtocolViolation('a CBOR string must consist of pieces of its own kind')
    }
    at = skipPiece(frame, bodyAt(frame, at), { major, length: piece })
  }
  return at + 1
}

function skipPiece(frame: Uint8Array, start: number, { major, length }: StringPart): number {
  const end = start + length
  if (end > frame.length) ended()
  if (major === MAJOR.bytes) weighBlock(length)
  else weighText(length)
  if (major === MAJOR.text && !isUtf8(frame, start, end)) {
    throw new ProtocolViolation('a string must be valid UTF-8')
  }
  return end
}
