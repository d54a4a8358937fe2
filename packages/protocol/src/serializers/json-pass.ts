/**
 * Passes values of scanned JSON to a binary format. They are what `json-read.ts` decodes. The text is encoded first:
 * V8 reads bytes several times as fast as the characters of a slice, and most texts are copied as they are.
 */
import {
  BACKSLASH,
  CLOSE_DICT,
  CLOSE_LIST,
  COMMA,
  MINUS,
  NINE,
  OPEN_DICT,
  OPEN_LIST,
  PLUS,
  POINT,
  QUOTE,
  ZERO,
} from './json-codes.ts'
import { passShortBlock } from './json-block.ts'
import { numberOf, readHeaderElement, readValue } from './json-read.ts'
import { textAt } from './text-at.ts'
import type { PassSink } from './wire-sink.ts'
import { writeWire } from './wire-values.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0

const utf8 = new TextEncoder()
/** Reused from call to call, unless it has become very large. */
let buffer: Uint8Array = new Uint8Array(8192)
const MOST_KEPT_BYTES = 2_097_152

/** Passes the one or two elements of a payload. Returns their number without empty ones at the end. */
export function passJson(text: string, count: 1 | 2, sink: PassSink): 0 | 1 | 2 {
  const json = encoded(text)
  ascii = json.length === text.length ? text : ''
  at = 0
  const passed = passTail(json, count, sink)
  ascii = ''
  return passed
}

function passTail(json: Uint8Array, count: 1 | 2, sink: PassSink): 0 | 1 | 2 {
  const isBare = isEmpty(json)
  pass(json, sink)
  if (count === 1 || !isSecond(json)) return isBare ? 0 : 1
  sink.next()
  pass(json, sink)
  return 2
}

/** Goes to the second element. True unless it is empty. */
function isSecond(json: Uint8Array): boolean {
  peek(json)
  at++
  return !isEmpty(json)
}

/** The text itself if all of it is ASCII, so that its parts need not be decoded again. */
let ascii = ''

const part = (json: Uint8Array, start: number, end: number): string =>
  ascii === '' ? textAt(json, start, end) : ascii.slice(start, end)

/** The text in UTF-8, valid until the next call. */
function encoded(text: string): Uint8Array {
  if (text.length > buffer.length) buffer = new Uint8Array(Math.max(text.length, 2 * buffer.length))
  const { read, written } = utf8.encodeInto(text, buffer)
  const json = read === text.length ? buffer.subarray(0, written) : utf8.encode(text)
  if (buffer.length > MOST_KEPT_BYTES) buffer = new Uint8Array(8192)
  return json
}

/** True when an empty list or dictionary is next. */
function isEmpty(json: Uint8Array): boolean {
  peek(json)
  let inside = at + 1
  while ((json[inside] ?? COMMA) <= SPACE) inside++
  return json[inside] === CLOSE_LIST || json[inside] === CLOSE_DICT
}

/** The next character that is not a space. There is one, because a value starts, or a list has not ended yet. */
function peek(json: Uint8Array): number {
  let code = json[at] ?? 0
  while (code <= SPACE) code = json[++at] ?? 0
  return code
}

/** In scanned JSON no other character is below this. */
const SPACE = 0x20

function pass(json: Uint8Array, sink: PassSink): void {
  switch (peek(json)) {
    case QUOTE:
      return text(json, sink, readValue)
    case OPEN_LIST:
      return list(json, sink)
    case OPEN_DICT:
      return dict(json, sink)
    case 0x74:
      at += 4
      return sink.boolean(true)
    case 0x66:
      at += 5
      return sink.boolean(false)
    case 0x6e:
      at += 4
      return sink.nil()
    default:
      return number(json, sink)
  }
}

/** Passes a text. One with escapes is decoded: it may stand for bytes, unless it is a key. */
function text(json: Uint8Array, sink: PassSink, decode: typeof readValue): void {
  const length = sink.shortText(json, at + 1)
  if (length >= 0) return void (at += length + 2)
  const start = at
  let hasEscapes = false
  for (at++; json[at] !== QUOTE; at++) {
    if (json[at] !== BACKSLASH) continue
    hasEscapes = true
    at++
  }
  at++
  if (!hasEscapes) return sink.utf8(json, start + 1, at - 1)
  if (decode === readValue && passShortBlock(json, [start, at], sink)) return
  writeWire(decode(part(json, start, at), 0), sink, 1)
}

/** A number of up to this many digits is exact as an integer. */
const MOST_EXACT = 15
/** The powers of ten that are exact. One multiplication or division by them rounds as reading the number does. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent)

function number(json: Uint8Array, sink: PassSink): void {
  const start = at
  const isNegative = json[at] === MINUS
  if (isNegative) at++
  const first = at
  let value = digits(json, 0)
  let size = at - first
  if (size <= MOST_EXACT && isNumberEnd(json[at] ?? COMMA)) return sink.number(isNegative ? 0 - value : value)
  let power = 0
  if (json[at] === POINT) {
    at++
    value = digits(json, value)
    power = first + size + 1 - at
    size -= power
  }
  power += exponent(json)
  const scale = POWERS[Math.abs(power)]
  if (size <= MOST_EXACT && scale !== undefined) {
    const exact = power < 0 ? value / scale : value * scale
    return sink.number(isNegative ? -exact : exact)
  }
  while (!isNumberEnd(json[at] ?? COMMA)) at++
  writeWire(numberOf(part(json, start, at)), sink, 1)
}

/** The exponent that starts here, or 0. */
function exponent(json: Uint8Array): number {
  if (isNumberEnd(json[at] ?? COMMA)) return 0
  const sign = json[++at]
  if (sign === MINUS || sign === PLUS) at++
  const value = digits(json, 0)
  return sign === MINUS ? -value : value
}

/** Adds the digits that start here to the number before them. */
function digits(json: Uint8Array, before: number): number {
  let value = before
  for (let code = json[at] ?? 0; code >= ZERO && code <= NINE; code = json[++at] ?? 0)
    value = value * 10 + (code - ZERO)
  return value
}

const isNumberEnd = (code: number): boolean =>
  code === COMMA || code === CLOSE_LIST || code === CLOSE_DICT || code <= SPACE

function list(json: Uint8Array, sink: PassSink): void {
  const place = sink.openList()
  let count = 0
  at++
  if (peek(json) === CLOSE_LIST) at++
  else {
    do {
      pass(json, sink)
      count++
    } while (isNext(json, CLOSE_LIST))
  }
  sink.closeList(place, count)
}

function dict(json: Uint8Array, sink: PassSink): void {
  const place = sink.openDict()
  let count = 0
  at++
  if (peek(json) === CLOSE_DICT) at++
  else {
    do {
      peek(json)
      text(json, sink, readHeaderElement)
      peek(json)
      at++
      pass(json, sink)
      count++
    } while (isNext(json, CLOSE_DICT))
  }
  sink.closeDict(place, count)
}

/** Skips a comma (true) or the closing bracket (false). */
function isNext(json: Uint8Array, close: number): boolean {
  const code = peek(json)
  at++
  return code !== close
}
