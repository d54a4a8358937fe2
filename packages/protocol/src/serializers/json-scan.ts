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
  MARKED,
  OPEN_DICT,
  OPEN_LIST,
  QUOTE,
  isSpace,
  spaceEnd,
} from './json-codes.ts'
import { invalid, numberEnd, textEnd, wordEnd } from './json-tokens.ts'
import { deeper } from './nesting.ts'
import {
  MOST_ELEMENTS,
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
  checkBrackets(text)
  const starts = [++at]
  let count = 0
  if (peek(text) === CLOSE_LIST) at++
  else {
    do {
      if (count === most) return { count, starts }
      weigh(1)
      skip(text, 1)
      peek(text)
      if (count++ < MOST_ELEMENTS) noteElement(starts, at + 1)
    } while (isNext(text, CLOSE_LIST))
  }
  if (spaceEnd(text, at) < text.length) invalid()
  return { count, starts }
}

/**
 * Goes to the bracket with which the message starts, and looks for the one with which it ends: then only {@link peek} can come
 * to the end of the text. To ask `charCodeAt` for a character behind the end even once makes the engine take five times as
 * long for each call from then on.
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

/** What other values of JSON start with. */
const OTHER_VALUES = '{"-0123456789tfn'

/** The next character that is no space. */
function peek(text: string): number {
  if (at >= text.length) invalid()
  const code = text.charCodeAt(at)
  if (code > 0x20) return code
  at = spaceEnd(text, at)
  return at < text.length ? text.charCodeAt(at) : invalid()
}

/** Passes a value, and the spaces before it, inside `depth` lists and dictionaries. */
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

/** Passes a comma, behind which there is more, or the bracket that ends this. */
function isNext(text: string, close: number): boolean {
  const code = peek(text)
  if (code !== COMMA && code !== close) invalid()
  at++
  return code === COMMA
}

/** A string that is no key may stand for bytes. */
function skipString(text: string): void {
  const start = at
  at = textEnd(text, start)
  const isBlock = text.charCodeAt(start + 1) === BACKSLASH && text.startsWith(MARKED, start)
  if (isBlock) weighBlock(at - start - 2)
  else weighText(at - start - 2)
}
