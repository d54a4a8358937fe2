/**
 * Decodes scanned JSON: dictionaries without prototype, marked strings as bytes, integers beyond 2^53 as bigints. A
 * reviver of `JSON.parse` could do the same, but takes ten times as long.
 */
import { stringEnd } from './json-look.ts'
import { CLOSE_DICT, CLOSE_LIST, OPEN_DICT, OPEN_LIST, QUOTE, isDigit, spaceEnd } from './json-codes.ts'
import { keepDict, knownDict, shortDict } from './json-dicts.ts'
import { bytesIn } from './json-values.ts'
import { EMPTY_DICT } from '../values.ts'
import type { Dict } from '../values.ts'
import { isLarge } from './wire-values.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0
/** True within the header, where empty dictionaries are shared: nobody changes them there. */
let isHeader = false

/** Decodes a scanned text. */
export function readJson(text: string): unknown {
  at = 0
  return next(text)
}

/** Decodes the value at this position of a scanned list. */
export function readValue(text: string, start: number): unknown {
  at = start
  return next(text)
}

/** The position after the value that was decoded last. */
export const readEnd = (): number => at

/** Decodes an element of the header. A string there is never bytes, whatever its start. */
export function readHeaderElement(text: string, start: number): unknown {
  at = spaceEnd(text, start)
  const code = text.charCodeAt(at)
  if (code === QUOTE) return string(text)
  if (code === OPEN_DICT) return headerDict(text)
  isHeader = true
  const value = next(text)
  isHeader = false
  return value
}

function headerDict(text: string): Dict {
  if (text.charCodeAt(at + 1) === CLOSE_DICT) {
    at += 2
    return EMPTY_DICT
  }
  const start = at
  const short = shortDict(text, start)
  const known = short === undefined ? undefined : knownDict(short)
  if (known !== undefined && short !== undefined) {
    at += short.length
    return known
  }
  isHeader = true
  const value = dict(text)
  isHeader = false
  if (at - start === short?.length) keepDict(short, value)
  return value
}

/** The next character that is not a space. There is one, because the text is a list that has not ended yet. */
function peek(text: string): number {
  const code = text.charCodeAt(at)
  if (code > 0x20) return code
  at = spaceEnd(text, at)
  return text.charCodeAt(at)
}

function next(text: string): unknown {
  switch (peek(text)) {
    case QUOTE:
      return bytesIn(string(text))
    case OPEN_LIST:
      return list(text)
    case OPEN_DICT:
      return dict(text)
    case 0x74:
      at += 4
      return true
    case 0x66:
      at += 5
      return false
    case 0x6e:
      at += 4
      return null
    default:
      return number(text)
  }
}

function list(text: string): unknown[] {
  const items: unknown[] = []
  at++
  if (peek(text) === CLOSE_LIST) at++
  else {
    do items.push(next(text))
    while (isNext(text, CLOSE_LIST))
  }
  return items
}

function dict(text: string): Dict {
  at++
  if (peek(text) === CLOSE_DICT) {
    at++
    return isHeader ? EMPTY_DICT : (Object.create(null) as Dict)
  }
  const entries = Object.create(null) as Record<string, unknown>
  do {
    peek(text)
    const key = string(text)
    peek(text)
    at++
    entries[key] = next(text)
  } while (isNext(text, CLOSE_DICT))
  return entries
}

/** Skips a comma (true) or the closing bracket (false). */
function isNext(text: string, close: number): boolean {
  const code = peek(text)
  at++
  return code !== close
}

/** A slice shorter than this is a copy in V8. A longer one would keep the whole text in memory. */
const SHORT = 13

function string(text: string): string {
  const start = at
  at = stringEnd(text, start) + 1
  const found = text.slice(start + 1, at - 1)
  if (found.length < SHORT) return found.includes('\\') ? unescaped(found) : found
  return known.get(found) ?? decoded(found, text.slice(start, at))
}

/** Replaces the escapes of a short string, for which a call of `JSON.parse` takes several times as long. */
function unescaped(found: string): string {
  let value = ''
  let start = 0
  for (;;) {
    const slash = found.indexOf('\\', start)
    if (slash === -1) return value + found.slice(start)
    const letter = found.charAt(slash + 1)
    value += found.slice(start, slash)
    start = slash + (letter === 'u' ? 6 : 2)
    value += ESCAPED.get(letter) ?? String.fromCharCode(Number.parseInt(found.slice(slash + 2, start), 16))
  }
}

/** What an escaped letter stands for; `u` is followed by four digits. */
const ESCAPED = new Map(
  ['"', '\\', '/', 'b', 'f', 'n', 'r', 't'].map((letter) => [letter, JSON.parse(`"\\${letter}"`) as string]),
)

/**
 * The strings of up to `KNOWN_LENGTH` characters that were decoded lately, by their spelling. Most of them are URIs,
 * which come again and again; a look-up takes less time than decoding, and equal URIs become one string.
 */
const known = new Map<string, string>()
const KNOWN_LENGTH = 100
const MOST_KNOWN = 500

function decoded(found: string, quoted: string): string {
  const value = JSON.parse(quoted) as string
  if (found.length > KNOWN_LENGTH) return value
  if (known.size >= MOST_KNOWN) known.clear()
  // A key that is a slice would keep the whole message in memory.
  if (value === found) known.set(value, value)
  return value
}

/** Integers of up to 16 digits are added up. A sum below 2^53 is exact. */
const SAFE_DIGITS = 16

function number(text: string): number | bigint {
  const start = at
  let value = 0
  while (isDigit(text.charCodeAt(at))) value = value * 10 + (text.charCodeAt(at++) - 0x30)
  const isShort = at > start && at - start <= SAFE_DIGITS && value < 2 ** 53
  if (isShort && !isInNumber(text.charCodeAt(at))) return value
  while (isInNumber(text.charCodeAt(at))) at++
  return numberOf(text.slice(start, at))
}

/**
 * Integers that a double may not hold. A longer one is beyond every double, reads as infinite, and needs no arithmetic.
 */
const large = /^-?\d{16,309}$/

/** The number that is spelled so: a bigint for an integer beyond 2^53. */
export function numberOf(spelled: string): number | bigint {
  const value = Number(spelled)
  if (Math.abs(value) < 2 ** 53 || !large.test(spelled)) return value
  const exact = BigInt(spelled)
  return isLarge(exact) ? exact : value
}

/** True for digits and `.eE+-`. */
const isInNumber = (code: number): boolean =>
  isDigit(code) || code === 0x2e || (code | 0x20) === 0x65 || code === 0x2b || code === 0x2d
