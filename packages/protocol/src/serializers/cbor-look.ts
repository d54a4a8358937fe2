/** Looks at single values of a CBOR frame without reading them. */
import { INDEFINITE, MAJOR, argumentAt, bodyAt, isBreak, majorAt, untagged } from './cbor-head.ts'
import { checkKey, valueEnd } from './cbor-scan.ts'
import type { ElementKind } from './tail.ts'

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

/**
 * Does a dictionary start here in which this key, spelled in its shortest form, is true?
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
    const value = valueEnd(frame, at)
    if (isKey(frame, at, key)) isTrue = frame[value] === 0xf5
    at = valueEnd(frame, value)
  }
  return isTrue
}

/** Is this short text what starts here? */
function isKey(frame: Uint8Array, at: number, key: string): boolean {
  if (frame[at] !== (MAJOR.text << 5) + key.length) return false
  for (let index = 0; index < key.length; index++) if (frame[at + 1 + index] !== key.charCodeAt(index)) return false
  return true
}
