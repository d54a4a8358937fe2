/**
 * Scans the text of a message without decoding it. It finds the elements, weighs them, and checks JSON syntax (RFC
 * 8259) and nesting. `JSON.parse` would make objects of everything; for dictionaries with different keys it takes
 * thirty times as long.
 */
import { ProtocolViolation } from '../errors.ts'
import {
  BACKSLASH,
  CLOSE_DICT,
  CLOSE_LIST,
  COLON,
  COMMA,
  MARKED,
  OPEN_DICT,
  OPEN_LIST,
  QUOTE,
  isSpace,
  spaceEnd,
} from './json-codes.ts'
import { invalid, lookForEscapes, numberEnd, textEnd, wordEnd } from './json-tokens.ts'
import { deeper } from './nesting.ts'
import {
  MOST_ELEMENTS,
  noteElement,
  positionsFrom,
  weigh,
  weighBlock,
  weighDict,
  weighEntry,
  weighItem,
  weighList,
  weighText,
} from './scales.ts'

/** The position of the scan. One variable serves all calls, because no scan interrupts another. */
let at = 0

/** The result of a scan: the number of elements, and the positions of the first ones. */
export interface Elements {
  readonly count: number
  /**
   * The positions of the first elements, including spaces before them. After the last of them comes its end, plus 1.
   */
  readonly starts: readonly number[]
}

/**
 * Finds the elements of a message, or its first `most`, and weighs them.
 * @throws ProtocolViolation unless the text is exactly one list in JSON, as far as it is scanned.
 * @throws OVERWEIGHT when its weight exceeds the budget.
 */
export function scanJson(text: string, most = Infinity): Elements {
  checkBrackets(text)
  lookForEscapes(text)
  const starts = positionsFrom(++at)
  let count = 0
  if (peek(text) === CLOSE_LIST) at++
  else {
    do {
      if (count === most) return { count, starts }
      weigh(1)
      skip(text, 1)
      peek(text)
      if (++count <= MOST_ELEMENTS) noteElement(starts, count, at + 1)
    } while (isNext(text, CLOSE_LIST))
  }
  if (spaceEnd(text, at) < text.length) invalid()
  return { count, starts }
}

/**
 * Goes to the opening bracket, and checks that the text ends with a closing one, so that only {@link peek} can reach
 * the end of the text. A single call of `charCodeAt` beyond the end makes V8 take five times as long for all later
 * calls.
 */
function checkBrackets(text: string): void {
  at = spaceEnd(text, 0)
  if (at === text.length) invalid()
  if (text.charCodeAt(at) !== OPEN_LIST) {
    if (OTHER_VALUES.includes(text.charAt(at))) throw new ProtocolViolation('a message must be a list')
    invalid()
  }
  let last = text.length - 1
  while (isSpace(text.charCodeAt(last))) last--
  if (text.charCodeAt(last) !== CLOSE_LIST) invalid()
}

/** The first characters of all JSON values but lists. */
const OTHER_VALUES = '{"-0123456789tfn'

/** The next character that is not a space. */
function peek(text: string): number {
  if (at >= text.length) invalid()
  const code = text.charCodeAt(at)
  if (code > 0x20) return code
  at = spaceEnd(text, at)
  return at < text.length ? text.charCodeAt(at) : invalid()
}

/** Skips a value and the spaces before it, inside `depth` lists and dictionaries. */
function skip(text: string, depth: number): void {
  switch (peek(text)) {
    case QUOTE:
      return skipString(text)
    case OPEN_LIST:
      return skipList(text, deeper(depth))
    case OPEN_DICT:
      return skipDict(text, deeper(depth))
    case 0x74:
      at = wordEnd(text, at, 'true')
      return
    case 0x66:
      at = wordEnd(text, at, 'false')
      return
    case 0x6e:
      at = wordEnd(text, at, 'null')
      return
    default:
      at = numberEnd(text, at)
  }
}

function skipList(text: string, depth: number): void {
  weighList(0)
  at++
  if (peek(text) === CLOSE_LIST) {
    at++
    return
  }
  do {
    weighItem()
    skip(text, depth)
  } while (isNext(text, CLOSE_LIST))
}

function skipDict(text: string, depth: number): void {
  weighDict(0)
  at++
  if (peek(text) === CLOSE_DICT) {
    at++
    return
  }
  let count = 0
  do {
    weighEntry(++count)
    if (peek(text) !== QUOTE) invalid()
    const end = textEnd(text, at)
    weighText(end - at - 2)
    at = end
    if (peek(text) !== COLON) invalid()
    at++
    skip(text, depth)
  } while (isNext(text, CLOSE_DICT))
}

/** Skips a comma (true) or the closing bracket (false). */
function isNext(text: string, close: number): boolean {
  const code = peek(text)
  if (code !== COMMA && code !== close) invalid()
  at++
  return code === COMMA
}

/** Skips a string that is no key. It may stand for bytes. */
function skipString(text: string): void {
  const start = at
  at = textEnd(text, start)
  const isBlock = text.charCodeAt(start + 1) === BACKSLASH && text.startsWith(MARKED, start)
  if (isBlock) weighBlock(at - start - 2)
  else weighText(at - start - 2)
}
