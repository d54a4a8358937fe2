/**
 * Passes short blocks of bytes in JSON without making strings of them. For a few letters of Base64, checking a string
 * and calling the platform's decoder takes several times as long as this loop.
 */
import { MARKED } from './json-codes.ts'
import type { PassSink } from './wire-sink.ts'

/** Longer blocks are left to the platform. */
const MOST_LETTERS = 64

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PADDING = 0x3d
/** Stands for a byte that is no letter of Base64. */
const NONE = 64
/** The six bits of each letter. */
const BITS = new Uint8Array(256).fill(NONE)
for (let bits = 0; bits < LETTERS.length; bits++) BITS[LETTERS.charCodeAt(bits)] = bits

const block = new Uint8Array((MOST_LETTERS / 4) * 3)

/**
 * Passes the string of JSON with its quotes, from `start` to `end`, if it stands for bytes, is short, and has
 * the usual form of Base64: padded, without spaces or escapes. False, and nothing is passed, when it has not.
 */
export function passShortBlock(
  json: Uint8Array,
  [start, end]: readonly [start: number, end: number],
  sink: PassSink,
): boolean {
  const first = start + MARKED.length
  const last = end - 1
  const letters = last - first
  if (letters < 0 || letters > MOST_LETTERS || letters % 4 !== 0 || !isMarked(json, start)) return false
  const padding = json[last - 1] !== PADDING ? 0 : json[last - 2] === PADDING ? 2 : 1
  let size = 0
  for (let at = first; at < last; at += 4) {
    let group = 0
    for (let index = at; index < at + 4; index++) {
      const bits = index < last - padding ? (BITS[json[index] ?? 0] ?? NONE) : 0
      if (bits === NONE) return false
      group = (group << 6) | bits
    }
    block[size++] = group >> 16
    block[size++] = group >> 8
    block[size++] = group
  }
  sink.bytes(block.subarray(0, size - padding))
  return true
}

function isMarked(json: Uint8Array, start: number): boolean {
  for (let index = 0; index < MARKED.length; index++) if (json[start + index] !== MARKED.charCodeAt(index)) return false
  return true
}
