/** Passes values of scanned JSON to a binary format. They are what `json-read.ts` decodes. */
import { CLOSE_DICT, CLOSE_LIST, COMMA, OPEN_DICT, OPEN_LIST, QUOTE, ZERO, isDigit, spaceEnd } from './json-codes.ts'
import { readEnd, readHeaderElement, readValue } from './json-read.ts'
import type { PassSink } from './wire-sink.ts'
import { writeWire } from './wire-values.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0

/** Passes the value at this position of a list. Returns the position of the comma or bracket after it. */
export function passJson(text: string, start: number, sink: PassSink): number {
  at = start
  pass(text, sink)
  peek(text)
  return at
}

/** The next character that is not a space. There is one, because the text is a list that has not ended yet. */
function peek(text: string): number {
  const code = text.charCodeAt(at)
  if (code > 0x20) return code
  at = spaceEnd(text, at)
  return text.charCodeAt(at)
}

function pass(text: string, sink: PassSink): void {
  switch (peek(text)) {
    case QUOTE:
      if (!shortText(text, sink)) scalar(text, sink)
      return
    case OPEN_LIST:
      return list(text, sink)
    case OPEN_DICT:
      return dict(text, sink)
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
      return number(text, sink)
  }
}

function shortText(text: string, sink: PassSink): boolean {
  const length = sink.shortText(text, at + 1)
  if (length < 0) return false
  at += length + 2
  return true
}

/** Passes a value without values inside. */
function scalar(text: string, sink: PassSink): void {
  writeWire(readValue(text, at), sink, 1)
  at = readEnd()
}

/** Integers of fewer digits are added up. */
const FEW_DIGITS = 9

function number(text: string, sink: PassSink): void {
  let end = at
  let value = 0
  let code = text.charCodeAt(end)
  for (; isDigit(code) && end < at + FEW_DIGITS; code = text.charCodeAt(++end)) value = value * 10 + (code - ZERO)
  if (end === at || (code !== COMMA && code !== CLOSE_LIST && code !== CLOSE_DICT)) return scalar(text, sink)
  at = end
  sink.number(value)
}

function list(text: string, sink: PassSink): void {
  const place = sink.openList()
  let count = 0
  at++
  if (peek(text) === CLOSE_LIST) at++
  else {
    do {
      pass(text, sink)
      count++
    } while (isNext(text, CLOSE_LIST))
  }
  sink.closeList(place, count)
}

function dict(text: string, sink: PassSink): void {
  const place = sink.openDict()
  let count = 0
  at++
  if (peek(text) === CLOSE_DICT) at++
  else {
    do {
      key(text, sink)
      peek(text)
      at++
      pass(text, sink)
      count++
    } while (isNext(text, CLOSE_DICT))
  }
  sink.closeDict(place, count)
}

/** Passes a key, which is never bytes. */
function key(text: string, sink: PassSink): void {
  peek(text)
  if (shortText(text, sink)) return
  sink.text(String(readHeaderElement(text, at)))
  at = readEnd()
}

/** Skips a comma (true) or the closing bracket (false). */
function isNext(text: string, close: number): boolean {
  const code = peek(text)
  at++
  return code !== close
}
