/**
 * Finds where the elements of a message lie in its text, and weighs it, before `JSON.parse` makes values of it. It knows
 * strings, brackets and commas, nothing else: validity is the parser's business, this is about positions, depth and weight.
 */
import { ProtocolViolation } from '../errors.ts'
import { BYTES_SHIFT, MOST_ELEMENTS, OVERWEIGHT, WEIGHT, noteElement, scales } from './scales.ts'
import { MAX_DEPTH } from './serializer.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_DICT = 0x7b
const CLOSE_DICT = 0x7d
const SPACE = 0x20

/**
 * The positions at which the first elements of the outermost list start; the last entry is where the one before it
 * ends, plus 1. Of a text that is no JSON it says anything. With `most` it stops after that many elements.
 * @throws ProtocolViolation when lists and dictionaries nest deeper than {@link MAX_DEPTH}.
 * @throws OVERWEIGHT
 */
export function scanJson(text: string, most = Infinity): readonly number[] {
  const starts: number[] = []
  const { length } = text
  let depth = 0
  let { left } = scales
  let values = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    switch (code) {
      case QUOTE: {
        const end = stringEnd(text, at)
        left -= (end - at) >>> BYTES_SHIFT
        at = end
        break
      }
      case COLON:
        left -= WEIGHT.key
        break
      case OPEN_LIST:
      case OPEN_DICT:
        if (++depth > MAX_DEPTH) throw new ProtocolViolation(`a message must not nest deeper than ${MAX_DEPTH} levels`)
        left -= code === OPEN_LIST ? WEIGHT.list : WEIGHT.dict
        if (depth === 1) starts.push(at + 1)
        else if (!isEmpty(text, at + 1)) {
          left--
          values++
        }
        break
      case CLOSE_LIST:
      case CLOSE_DICT:
        depth--
        break
      case COMMA:
        left--
        if (depth !== 1) {
          values++
          break
        }
        if (starts.length > MOST_ELEMENTS) break
        scales.values = values
        noteElement(starts, at + 1)
        if (starts.length > most) return starts
        break
    }
    if (left < 0) throw OVERWEIGHT
  }
  scales.left = left
  scales.values = values
  noteElement(starts, text.lastIndexOf(']') + 1)
  return starts
}

/** The position of the quote that ends the string which starts at `open`, or the end of a text that has none. */
export function stringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1)
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1)
  return close === -1 ? text.length : close
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

/** Does the list or dictionary end here that has just begun? */
function isEmpty(text: string, start: number): boolean {
  let at = start
  while (text.charCodeAt(at) <= SPACE) at++
  const code = text.charCodeAt(at)
  return code === CLOSE_LIST || code === CLOSE_DICT
}

/** Does a dictionary start here, behind spaces, in which this key is true? Keys that are spelled with escapes are not seen. */
export function isTrueIn(text: string, start: number, key: string): boolean {
  let depth = 0
  let isTrue = false
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === OPEN_LIST || code === OPEN_DICT) depth++
    else if (code === CLOSE_LIST || code === CLOSE_DICT) depth--
    else if (code === QUOTE) {
      const end = stringEnd(text, at)
      if (depth === 1 && text.slice(at + 1, end) === key) isTrue = /^\s*:\s*true/.test(text.slice(end + 1, end + 20))
      at = end
    }
    if (depth === 0 && code > SPACE) break
  }
  return isTrue
}
