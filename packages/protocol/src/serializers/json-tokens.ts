/**
 * The words, numbers and strings of JSON (RFC 8259): where each ends, and its weight. In a text that ends with a
 * bracket, none of these functions reads beyond the end.
 */
import { ProtocolViolation } from '../errors.ts'
import {
  BACKSLASH,
  CLOSE_DICT,
  CLOSE_LIST,
  COMMA,
  LOWER_U,
  MINUS,
  NINE,
  PLUS,
  POINT,
  QUOTE,
  ZERO,
  isDigit,
} from './json-codes.ts'
import { WEIGHT, weigh, weighFloat } from './scales.ts'

/** Throws the violation for malformed JSON. */
export function invalid(): never {
  throw new ProtocolViolation('a message must be valid JSON')
}

/** The position after `true`, `false` or `null`. */
export function wordEnd(text: string, start: number, word: string): number {
  return text.startsWith(word, start) ? start + word.length : invalid()
}

/**
 * True while the text that is scanned has no escape and no control character. A string then ends at the next quote,
 * which `indexOf` finds several times as fast as a loop.
 */
let isPlain = false

const UNUSUAL = /[\\\u0000-\u001f]/

/** Prepares the scan of a text. */
export function lookForEscapes(text: string): void {
  isPlain = !UNUSUAL.test(text)
}

/** The position after the closing quote of a string. */
export function textEnd(text: string, open: number): number {
  if (!isPlain) return anyTextEnd(text, open)
  const close = text.indexOf('"', open + 1)
  return close < 0 ? invalid() : close + 1
}

function anyTextEnd(text: string, open: number): number {
  const { length } = text
  let hasEscapes = false
  for (let at = open + 1; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      if (hasEscapes) weigh(WEIGHT.escapes)
      return at + 1
    }
    if (code < 0x20) break
    if (code !== BACKSLASH) continue
    hasEscapes = true
    at += escapeLength(text, at + 1)
  }
  return invalid()
}

/** The number of characters that belong to a backslash. */
function escapeLength(text: string, start: number): number {
  const code = text.charCodeAt(start)
  if (ESCAPED.has(code)) return 1
  if (code !== LOWER_U) invalid()
  for (let digit = start + 1; digit < start + 5; digit++) if (!isHexDigit(text.charCodeAt(digit))) invalid()
  return 5
}

/** The codes of `"\\/bfnrt`: the characters that may follow a backslash, besides `u`. */
const ESCAPED: ReadonlySet<number> = new Set([QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74])

const isHexDigit = (code: number): boolean => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

/** The position after a number. Most numbers are short natural ones. */
export function numberEnd(text: string, start: number): number {
  weigh(WEIGHT.digits)
  let end = start
  let code = text.charCodeAt(start)
  const first = code
  while (isDigit(code)) code = text.charCodeAt(++end)
  const size = end - start
  const isNatural = code === COMMA || code === CLOSE_LIST || code === CLOSE_DICT
  const isExact = size < LONG - 1 || (size < LONG && first !== NINE)
  if (isNatural && size > 0 && isExact && (size === 1 || first !== ZERO)) return end
  return anyNumberEnd(text, start)
}

function anyNumberEnd(text: string, start: number): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start
  let at = text.charCodeAt(first) === ZERO ? first + 1 : digitsEnd(text, first)
  const integerEnd = at
  if (text.charCodeAt(at) === POINT) {
    weighFloat(WEIGHT.digits)
    at = digitsEnd(text, at + 1)
  }
  if ((text.charCodeAt(at) | 0x20) === LOWER_E) {
    weigh(WEIGHT.large)
    const sign = text.charCodeAt(at + 1)
    at = digitsEnd(text, sign === PLUS || sign === MINUS ? at + 2 : at + 1)
  }
  if (at === integerEnd) weighDigits(at - first)
  else if (at - start >= LONG) weigh(WEIGHT.large + ((at - start) >>> 4))
  return at
}

/** Weighs an integer by its digits: one of 16 digits may be beyond 2^53. */
function weighDigits(size: number): void {
  if (size >= LONG - 1) weigh(WEIGHT.manyDigits + WEIGHT.digit * (Math.min(size, MOST_DIGITS) - LONG + 1))
}

const LOWER_E = 0x65

/** An integer with more digits is beyond every float: it reads as infinite, whatever its digits. */
const MOST_DIGITS = 309

/** A number with at least this many characters may be an integer beyond 2^53. Ids have at most 16. */
const LONG = 17

/** The position after at least one digit. */
function digitsEnd(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  return at === start ? invalid() : at
}
