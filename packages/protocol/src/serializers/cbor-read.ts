/**
 * Decodes values of a scanned CBOR frame, whose lengths and UTF-8 need no second check. Dictionaries have no prototype,
 * texts keep a byte order mark, and integers keep all their digits.
 */
import { decode } from 'cborg'
import { BREAK, INDEFINITE, MAJOR, TAG, argumentAt, bodyAt } from './cbor-head.ts'
import { keyAt, textAt } from './text-at.ts'
import { textOf } from './utf8.ts'
import { float16, float32, float64, integerOf, narrowed, uint64 } from './wide-numbers.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0

/** Decodes the value at this position. Throws nothing. */
export function readCbor(frame: Uint8Array, start: number): unknown {
  at = start
  return next(frame)
}

/** The position after the value that was decoded last. */
export const readEnd = (): number => at

function next(frame: Uint8Array): unknown {
  const start = at
  const argument = argumentAt(frame, start)
  at = bodyAt(frame, start)
  switch ((frame[start] ?? 0) >> 5) {
    case MAJOR.uint:
      return argument < 2 ** 53 ? argument : uint64(frame, at - 8)
    case MAJOR.negative:
      return argument < 2 ** 53 ? -1 - argument : narrowed(-1n - BigInt(uint64(frame, at - 8)))
    case MAJOR.bytes:
      return bytes(frame, argument)
    case MAJOR.text:
      return text(frame, argument)
    case MAJOR.list:
      return list(frame, argument)
    case MAJOR.dict:
      return dict(frame, argument)
    case MAJOR.tag:
      return tagged(frame, argument)
    default:
      return simple(frame, start)
  }
}

function bytes(frame: Uint8Array, size: number): Uint8Array {
  if (size === INDEFINITE) return pieces(frame)
  at += size
  return frame.slice(at - size, at)
}

function text(frame: Uint8Array, size: number): string {
  if (size === INDEFINITE) return textOf(pieces(frame))
  at += size
  return textAt(frame, at - size, at)
}

/** Joins the pieces of a string without length. */
function pieces(frame: Uint8Array): Uint8Array {
  const first = at
  let total = 0
  for (; frame[at] !== BREAK; at = bodyAt(frame, at) + argumentAt(frame, at)) total += argumentAt(frame, at)
  const joined = new Uint8Array(total)
  at = first
  for (let filled = 0; frame[at] !== BREAK;) {
    const start = bodyAt(frame, at)
    const size = argumentAt(frame, at)
    for (let index = 0; index < size; index++) joined[filled++] = frame[start + index] ?? 0
    at = start + size
  }
  at++
  return joined
}

/** True when another item follows. In an item without count, a break ends it and is skipped. */
function isMore(frame: Uint8Array, index: number, count: number): boolean {
  if (count !== INDEFINITE) return index < count
  if (frame[at] !== BREAK) return true
  at++
  return false
}

function list(frame: Uint8Array, count: number): unknown[] {
  const items: unknown[] = []
  for (let index = 0; isMore(frame, index, count); index++) items.push(next(frame))
  return items
}

function dict(frame: Uint8Array, count: number): Record<string, unknown> {
  const entries = Object.create(null) as Record<string, unknown>
  for (let index = 0; isMore(frame, index, count); index++) {
    const key = nextKey(frame)
    entries[key] = next(frame)
  }
  return entries
}

function nextKey(frame: Uint8Array): string {
  const head = frame[at] ?? 0
  if (head < SHORT_TEXT || head > SHORT_TEXT + 23) return String(next(frame))
  const start = at + 1
  at = start + head - SHORT_TEXT
  return keyAt(frame, start, at)
}

const SHORT_TEXT = MAJOR.text << 5

/** Decodes a tagged value. Only the tags of large integers have a meaning here; others are ignored. */
function tagged(frame: Uint8Array, tag: number): unknown {
  const value = next(frame)
  if ((tag !== TAG.integer && tag !== TAG.negative) || !(value instanceof Uint8Array)) return value
  if (value.length > LONGEST_INTEGER) return value
  const magnitude = integerOf(value)
  return narrowed(tag === TAG.integer ? magnitude : -1n - magnitude)
}

/** Integers with more bytes than this stay bytes, because computing their digits would take long. */
const LONGEST_INTEGER = 128

/** Decodes false, true, null, undefined (as null), and floats of three sizes. */
function simple(frame: Uint8Array, start: number): unknown {
  switch (frame[start]) {
    case 0xf4:
      return false
    case 0xf5:
      return true
    case 0xf9:
      return float16(frame, start + 1) ?? decode(frame.subarray(start, at))
    case 0xfa:
      return float32(frame, start + 1)
    case 0xfb:
      return float64(frame, start + 1)
    default:
      return null
  }
}
