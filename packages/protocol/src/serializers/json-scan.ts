/**
 * Finds where the payload lies in the text of a message that `JSON.parse` has accepted. It knows strings and
 * brackets, nothing else: validity is the parser's business, this is about positions and depth.
 */
import { ProtocolViolation } from '../errors.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_DICT = 0x7b
const CLOSE_DICT = 0x7d

/**
 * Returns where the element with the given index of the outermost list starts, or -1 if there are fewer.
 * @throws ProtocolViolation when lists and dictionaries nest deeper than `maxDepth`.
 */
export function elementStart(text: string, index: number, maxDepth: number): number {
  let depth = 0
  let element = 0
  let start = -1
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = stringEnd(text, at)
        break
      case OPEN_LIST:
      case OPEN_DICT:
        if (++depth > maxDepth) throw new ProtocolViolation(`a message must not nest deeper than ${maxDepth} levels`)
        break
      case CLOSE_LIST:
      case CLOSE_DICT:
        depth--
        break
      case COMMA:
        if (depth === 1 && ++element === index) start = at + 1
        break
    }
  }
  return start
}

/** The position of the quote that ends the string which starts at `open`. */
function stringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1)
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1)
  return close
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
