/** Examines single values of a CBOR frame without decoding them. */
import { INDEFINITE, MAJOR, argumentAt, bodyAt, isBreak, majorAt, untagged } from './cbor-head.ts'
import { checkKey, valueEnd } from './cbor-scan.ts'
import type { ElementKind } from './tail.ts'

/** The kind of the value at a position of a scanned frame. Only the tags of bytes change their kind. */
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

/**
 * True when a dictionary starts here in which this key is true. The key must be spelled in its shortest form.
 * @throws ProtocolViolation when the frame is not well formed.
 */
export function isTrueIn(frame: Uint8Array, start: number, key: string): boolean {
  const dict = untagged(frame, start)
  if (majorAt(frame, dict) !== MAJOR.dict) return false
  const count = argumentAt(frame, dict)
  let isTrue = false
  let at = bodyAt(frame, dict)
  for (let index = 0; count === INDEFINITE ? !isBreak(frame, at) : index < count; index++) {
    checkKey(frame, at)
    const value = valueEnd(frame, at)
    if (isKey(frame, at, key)) isTrue = frame[value] === 0xf5
    at = valueEnd(frame, value)
  }
  return isTrue
}

/** True when this short text starts here. */
function isKey(frame: Uint8Array, at: number, key: string): boolean {
  if (frame[at] !== (MAJOR.text << 5) + key.length) return false
  for (let index = 0; index < key.length; index++) if (frame[at + 1 + index] !== key.charCodeAt(index)) return false
  return true
}
