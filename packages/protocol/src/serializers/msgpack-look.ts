/** Examines single values of a MessagePack frame without decoding them. */
import { checkKey, ended, uint, valueEnd } from './msgpack-scan.ts'
import type { ElementKind } from './tail.ts'

/** The kind of the value at a position of a scanned frame. */
export function msgpackKind(frame: Uint8Array, at: number): ElementKind {
  const head = frame[at] ?? 0xc0
  if (head >= 0x80 && head <= 0x8f) return 'dict'
  if (head >= 0x90 && head <= 0x9f) return head === 0x90 ? 'empty list' : 'list'
  switch (head) {
    case 0xc0:
      return 'null'
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return 'bytes'
    case 0xdc:
      return uint(frame, at + 1, 2) === 0 ? 'empty list' : 'list'
    case 0xdd:
      return uint(frame, at + 1, 4) === 0 ? 'empty list' : 'list'
    case 0xde:
    case 0xdf:
      return 'dict'
    case 0xd4: // wampy's undefined
      return frame[at + 1] === 0 && frame[at + 2] === 0 ? 'null' : 'other'
    default:
      return 'other'
  }
}

/**
 * True when a dictionary starts here in which this key is true. The key must be spelled in its shortest form.
 * @throws ProtocolViolation when the frame is not well formed.
 */
export function isTrueIn(frame: Uint8Array, start: number, key: string): boolean {
  const head = frame[start] ?? 0
  const lengthBytes = head === 0xde ? 2 : head === 0xdf ? 4 : 0
  if ((head < 0x80 || head > 0x8f) && lengthBytes === 0) return false
  const count = lengthBytes === 0 ? head - 0x80 : uint(frame, start + 1, lengthBytes)
  let isTrue = false
  let at = start + 1 + lengthBytes
  for (let index = 0; index < count; index++) {
    checkKey(frame[at] ?? ended())
    const value = valueEnd(frame, at)
    if (isKey(frame, at, key)) isTrue = frame[value] === 0xc3
    at = valueEnd(frame, value)
  }
  return isTrue
}

/** True when this short text starts here. */
function isKey(frame: Uint8Array, at: number, key: string): boolean {
  if (frame[at] !== 0xa0 + key.length) return false
  for (let index = 0; index < key.length; index++) if (frame[at + 1 + index] !== key.charCodeAt(index)) return false
  return true
}
