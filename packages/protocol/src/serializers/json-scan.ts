/**
 * Walks over the text of a message without making values of it: where does each element end, is it JSON (RFC 8259), is
 * nothing nested too deep, and what does it weigh. `JSON.parse` would do the first two, but makes objects of everything,
 * and for dictionaries that are all different it takes thirty times as long.
 */
import { ProtocolViolation } from '../errors.ts'
import {
  BACKSLASH,
  CLOSE_DICT,
  CLOSE_LIST,
  COLON,
  COMMA,
  LOWER_U,
  MARKED,
  MINUS,
  OPEN_DICT,
  OPEN_LIST,
  PLUS,
  POINT,
  QUOTE,
  ZERO,
  codeAt,
  isDigit,
  spaceEnd,
} from './json-codes.ts'
import { deeper } from './nesting.ts'
import {
  MOST_ELEMENTS,
  WEIGHT,
  noteElement,
  weigh,
  weighBlock,
  weighDict,
  weighEntry,
  weighItem,
  weighList,
  weighText,
} from './scales.ts'

/** Where the walk is. One for all, because no walk is interrupted by another. */
let at = 0

/** What a scan found: how many elements the list has, and where they start, as far as a message can be long. */
export interface Elements {
  readonly count: number
  /** The positions of the first elements, spaces included; the last entry is where the one before it ends, plus 1. */
  readonly starts: readonly number[]
}

/**
 * Finds the elements of a message, or its first `most`, and weighs them.
 * @throws ProtocolViolation unless the text is exactly one list in JSON, as far as it is looked at.
 * @throws OVERWEIGHT
 */
export function scanJson(text: string, most = Infinity): Elements {
  at = spaceEnd(text, 0)
  if (codeAt(text, at) !== OPEN_LIST) return noList(text)
  const starts = [at + 1]
  let count = 0
  at = spaceEnd(text, at + 1)
  if (codeAt(text, at) === CLOSE_LIST) at++
  else {
    do {
      if (count === most) return { count, starts }
      weigh(1)
      skip(text, 1)
      if (count++ < MOST_ELEMENTS) noteElement(starts, at + 1)
    } while (isNext(text, CLOSE_LIST))
  }
  if (spaceEnd(text, at) < text.length) invalid()
  return { count, starts }
}

function noList(text: string): never {
  skip(text, 0)
  if (spaceEnd(text, at) < text.length) invalid()
  throw new ProtocolViolation('a message must be a list')
}

/** Passes a value, and the spaces around it, inside `depth` lists and dictionaries. */
function skip(text: string, depth: number): void {
  at = spaceEnd(text, at)
  switch (codeAt(text, at)) {
    case QUOTE:
      skipString(text)
      break
    case OPEN_LIST:
      skipList(text, deeper(depth))
      break
    case OPEN_DICT:
      skipDict(text, deeper(depth))
      break
    case 0x74:
      skipWord(text, 'true')
      break
    case 0x66:
      skipWord(text, 'false')
      break
    case 0x6e:
      skipWord(text, 'null')
      break
    default:
      skipNumber(text)
  }
  at = spaceEnd(text, at)
}

function skipList(text: string, depth: number): void {
  weighList(0)
  at = spaceEnd(text, at + 1)
  if (codeAt(text, at) === CLOSE_LIST) {
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
  at = spaceEnd(text, at + 1)
  if (codeAt(text, at) === CLOSE_DICT) {
    at++
    return
  }
  let count = 0
  do {
    weighEntry(++count)
    at = spaceEnd(text, at)
    if (codeAt(text, at) !== QUOTE) invalid()
    weighText(skipText(text))
    at = spaceEnd(text, at)
    if (codeAt(text, at++) !== COLON) invalid()
    skip(text, depth)
  } while (isNext(text, CLOSE_DICT))
}

/** Passes a comma, behind which there is more, or the bracket that ends this. */
function isNext(text: string, close: number): boolean {
  const code = codeAt(text, at++)
  if (code !== COMMA && code !== close) invalid()
  return code === COMMA
}

/** A string that is no key may stand for bytes. */
function skipString(text: string): void {
  const start = at
  const length = skipText(text)
  if (codeAt(text, start + 1) === BACKSLASH && text.startsWith(MARKED, start)) weighBlock(length)
  else weighText(length)
}

/** How long it is between the quotes. */
function skipText(text: string): number {
  const start = ++at
  let hasEscapes = false
  for (;;) {
    const code = codeAt(text, at++)
    if (code === QUOTE) break
    if (code === BACKSLASH) {
      hasEscapes = true
      skipEscape(text)
    } else if (code < 0x20) invalid()
  }
  if (hasEscapes) weigh(WEIGHT.escapes)
  return at - start - 1
}

function skipEscape(text: string): void {
  const code = codeAt(text, at++)
  if (code === LOWER_U) {
    for (const end = at + 4; at < end; at++) if (!isHexDigit(codeAt(text, at))) invalid()
  } else if (!ESCAPED.has(code)) invalid()
}

/** The codes of `"\\/bfnrt`: what may follow a backslash besides `u`. */
const ESCAPED: ReadonlySet<number> = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74])

function skipWord(text: string, word: string): void {
  if (!text.startsWith(word, at)) invalid()
  at += word.length
}

function skipNumber(text: string): void {
  const start = at
  if (codeAt(text, at) === MINUS) at++
  if (codeAt(text, at) === ZERO) at++
  else skipDigits(text)
  if (codeAt(text, at) === POINT) {
    at++
    skipDigits(text)
  }
  if ((codeAt(text, at) | 0x20) === 0x65) {
    weigh(WEIGHT.large)
    at++
    const sign = codeAt(text, at)
    if (sign === PLUS || sign === MINUS) at++
    skipDigits(text)
  }
  if (at - start >= LONG) weigh(WEIGHT.large + ((at - start) >>> 4))
}

/** A number of so many characters may be an integer beyond 2^53. (Few of 16 digits are, and all ids have 16 at most.) */
const LONG = 17

function skipDigits(text: string): void {
  const start = at
  while (isDigit(codeAt(text, at))) at++
  if (at === start) invalid()
}

const isHexDigit = (code: number): boolean => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

function invalid(): never {
  throw new ProtocolViolation('a message must be valid JSON')
}
