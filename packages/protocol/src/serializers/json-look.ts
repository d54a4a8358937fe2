/** Examines parts of a scanned text without decoding them. */
import { BACKSLASH, CLOSE_DICT, CLOSE_LIST, MARKED, OPEN_DICT, OPEN_LIST, QUOTE, spaceEnd } from './json-codes.ts'
import type { ElementKind } from './tail.ts'

/** The kind of the value that starts here, or after the spaces here. */
export function jsonKind(text: string, start: number): ElementKind {
  const at = spaceEnd(text, start)
  switch (text.charCodeAt(at)) {
    case OPEN_LIST:
      return text.charCodeAt(spaceEnd(text, at + 1)) === CLOSE_LIST ? 'empty list' : 'list'
    case OPEN_DICT:
      return 'dict'
    case QUOTE:
      return text.startsWith(MARKED, at) ? 'bytes' : 'other'
    default:
      return text.startsWith('null', at) ? 'null' : 'other'
  }
}

/** The position of the quote that ends the string at `open`; -1 in malformed text without one. */
export function stringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1)
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1)
  return close
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

/**
 * True when a dictionary starts here in which this key is true. Keys with escapes are not recognised. The text need not
 * have been scanned; in malformed text the answer has no meaning.
 */
export function isTrueIn(text: string, start: number, key: string): boolean {
  let at = spaceEnd(text, start)
  if (text.charCodeAt(at) !== OPEN_DICT) return false
  let depth = 0
  let isTrue = false
  do {
    const code = text.charCodeAt(at)
    if (code === OPEN_LIST || code === OPEN_DICT) depth++
    else if (code === CLOSE_LIST || code === CLOSE_DICT) depth--
    else if (code === QUOTE) {
      const end = stringEnd(text, at)
      if (end === -1) return false
      if (depth === 1 && text.slice(at + 1, end) === key) isTrue = isTrueBehind(text, end + 1, isTrue)
      at = end
    }
    at++
  } while (depth > 0 && at < text.length)
  return isTrue
}

/**
 * True when a colon and then `true` follow. Without a colon the preceding string was no key: the answer is `otherwise`.
 */
function isTrueBehind(text: string, start: number, otherwise: boolean): boolean {
  const colon = spaceEnd(text, start)
  return text[colon] === ':' ? text.startsWith('true', spaceEnd(text, colon + 1)) : otherwise
}
