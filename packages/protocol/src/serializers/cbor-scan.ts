/**
 * Walks over a CBOR frame (RFC 8949) without making values of it: where does each element end, is every length
 * inside the frame, is every string UTF-8, is nothing nested too deep. A codec that comes afterwards meets only what
 * is known to be sound, and allocates nothing that a length alone has promised.
 */
import { ProtocolViolation } from '../errors.ts'
import type { Elements } from './binary.ts'
import {
  MOST_ELEMENTS,
  noteElement,
  weigh,
  weighBlock,
  weighDict,
  weighList,
  weighOne,
  weighTag,
  weighText,
} from './scales.ts'
import { MAX_DEPTH } from './serializer.ts'
import type { ElementKind } from './tail.ts'
import { isUtf8 } from './utf8.ts'

/** What the upper three bits of a head mean. */
export const MAJOR = { uint: 0, negative: 1, bytes: 2, text: 3, list: 4, dict: 5, tag: 6 } as const

/** The lower five bits of a head; all set they mean: until a break. */
const LOW = 31

/** The argument of a head that says: until a break. */
export const INDEFINITE = -1

/** Ends what has no length. */
export const BREAK = 0xff

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

/**
 * Does a dictionary start here in which this key is true?
 * @throws ProtocolViolation for what is not well formed.
 */
export function isTrueIn(frame: Uint8Array, start: number, key: string): boolean {
  const dict = untagged(frame, start)
  if (majorAt(frame, dict) !== MAJOR.dict) return false
  const count = argumentAt(frame, dict)
  let isTrue = false
  let at = bodyAt(frame, dict)
  for (let index = 0; count === INDEFINITE ? !isBreak(frame, at) : index < count; index++) {
    checkKey(frame, at)
    const value = skip(frame, at, 1)
    if (isKey(frame, at, key)) isTrue = frame[value] === 0xf5
    at = skip(frame, value, 1)
  }
  return isTrue
}

/** Is this short text what starts here? */
function isKey(frame: Uint8Array, at: number, key: string): boolean {
  if (frame[at] !== (MAJOR.text << 5) + key.length) return false
  for (let index = 0; index < key.length; index++) if (frame[at + 1 + index] !== key.charCodeAt(index)) return false
  return true
}

/** What kind of value starts here, in a frame that has been scanned. A tag changes nothing, except that of bytes. */
export function cborKind(frame: Uint8Array, start: number): ElementKind {
  const at = untagged(frame, start)
  const head = frame[at] ?? 0
  switch (head >> 5) {
    case MAJOR.bytes:
      return at === start ? 'bytes' : 'other'
    case MAJOR.list:
      return isEmpty(frame, at) ? 'empty list' : 'list'
    case MAJOR.dict:
      return 'dict'
    default:
      return head === 0xf6 || head === 0xf7 ? 'null' : 'other'
  }
}

function isEmpty(frame: Uint8Array, at: number): boolean {
  const count = argumentAt(frame, at)
  return count === 0 || (count === INDEFINITE && isBreak(frame, bodyAt(frame, at)))
}

/** Where the value starts that the tags at this place are about. */
function untagged(frame: Uint8Array, start: number): number {
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

/** The end of the value that starts at `at`, inside `depth` lists and dictionaries. */
function skip(frame: Uint8Array, at: number, depth: number): number {
  const argument = argumentAt(frame, at)
  const body = bodyAt(frame, at)
  const major = majorAt(frame, at)
  switch (major) {
    case MAJOR.uint:
    case MAJOR.negative:
      return body
    case MAJOR.bytes:
    case MAJOR.text:
      return skipString(frame, body, { major, length: argument })
    case MAJOR.list:
      return skipItems(frame, body, { count: argument, inside: deeper(depth), isDict: false })
    case MAJOR.dict:
      return skipItems(frame, body, { count: argument, inside: deeper(depth), isDict: true })
    case MAJOR.tag:
      weighTag()
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
    if (count === INDEFINITE) weighOne(isDict)
    if (isDict) {
      checkKey(frame, at)
      at = skip(frame, at, inside)
    }
    at = skip(frame, at, inside)
  }
  return count === INDEFINITE ? at + 1 : at
}

/** Does a break stand where the next item would? To be asked only inside what has no count. */
const isBreak = (frame: Uint8Array, at: number): boolean => (frame[at] ?? ended()) === BREAK

/** Keys are strings. Integers are let pass, because some clients have dictionaries of them; they read as their digits. */
function checkKey(frame: Uint8Array, at: number): void {
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
    weighTag()
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

function deeper(depth: number): number {
  if (depth >= MAX_DEPTH) {
    throw new ProtocolViolation(`a message must not nest deeper than ${MAX_DEPTH} levels`)
  }
  return depth + 1
}

function ended(): never {
  throw new ProtocolViolation('a message ends before all that it announces')
}

/** A big-endian integer of so many bytes. */
function uint(frame: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let index = 0; index < size; index++) value = value * 256 + (frame[at + index] ?? ended())
  return value
}
