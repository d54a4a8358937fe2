/** Passes values of a scanned CBOR frame to another format. They are what `cbor-read.ts` decodes. */
import { BREAK, INDEFINITE, LOW, MAJOR, TAG, argumentAt, bodyAt, majorAt, untagged } from './cbor-head.ts'
import { readCbor, readEnd } from './cbor-read.ts'
import { float16, float32, float64 } from './wide-numbers.ts'
import type { PassSink } from './wire-sink.ts'
import { writeWire } from './wire-values.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0

/** Passes the value at this position. Returns the position after it. */
export function passCbor(frame: Uint8Array, start: number, sink: PassSink): number {
  at = start
  pass(frame, sink)
  return at
}

function pass(frame: Uint8Array, sink: PassSink): void {
  const head = frame[at] ?? 0
  switch (head >> 5) {
    case MAJOR.uint:
      return head < SHORT_NUMBER ? number(sink, head) : scalar(frame, sink)
    case MAJOR.text:
      return text(frame, sink)
    case MAJOR.list:
      return list(frame, sink)
    case MAJOR.dict:
      return dict(frame, sink)
    case MAJOR.tag:
      return tagged(frame, sink)
    case MAJOR.negative:
      return head < SHORT_NEGATIVE ? number(sink, -1 - (head & LOW)) : negative(frame, sink)
    case MAJOR.bytes:
      return scalar(frame, sink)
    default:
      return simple(frame, sink, head)
  }
}

/** A head below this is a number itself. */
const SHORT_NUMBER = 24
/** The same for negative numbers. */
const SHORT_NEGATIVE = (MAJOR.negative << 5) + SHORT_NUMBER

function number(sink: PassSink, value: number): void {
  at++
  sink.number(value)
}

function negative(frame: Uint8Array, sink: PassSink): void {
  const argument = argumentAt(frame, at)
  if (argument >= 2 ** 53) return scalar(frame, sink)
  at = bodyAt(frame, at)
  sink.number(-1 - argument)
}

/** Passes a boolean, a float, or null. For undefined the other formats have no form but null. */
function simple(frame: Uint8Array, sink: PassSink, head: number): void {
  switch (head) {
    case 0xf4:
    case 0xf5:
      at++
      return sink.boolean(head === 0xf5)
    case 0xf6:
    case 0xf7:
      at++
      return sink.nil()
    case 0xfa:
      return sink.number(float32(frame, (at += 5) - 4))
    case 0xfb:
      return sink.number(float64(frame, (at += 9) - 8))
    default:
      return half(frame, sink, head)
  }
}

function half(frame: Uint8Array, sink: PassSink, head: number): void {
  const value = head === 0xf9 ? float16(frame, at + 1) : undefined
  if (value === undefined) return scalar(frame, sink)
  at += 3
  sink.number(value)
}

/** Passes a value without values inside. */
function scalar(frame: Uint8Array, sink: PassSink): void {
  writeWire(readCbor(frame, at), sink, 1)
  at = readEnd()
}

function text(frame: Uint8Array, sink: PassSink): void {
  const size = argumentAt(frame, at)
  if (size === INDEFINITE) return scalar(frame, sink)
  const start = bodyAt(frame, at)
  at = start + size
  sink.utf8(frame, start, at)
}

/** Only the tags of large integers have a meaning; the value behind another tag is passed on. */
function tagged(frame: Uint8Array, sink: PassSink): void {
  const tag = argumentAt(frame, at)
  const inside = bodyAt(frame, at)
  const isInteger = tag === TAG.integer || tag === TAG.negative
  if (isInteger && majorAt(frame, untagged(frame, inside)) === MAJOR.bytes) scalar(frame, sink)
  else {
    at = inside
    pass(frame, sink)
  }
}

function list(frame: Uint8Array, sink: PassSink): void {
  const count = argumentAt(frame, at)
  at = bodyAt(frame, at)
  if (count === INDEFINITE) {
    const place = sink.openList()
    return sink.closeList(place, items(frame, sink, count))
  }
  sink.list(count)
  items(frame, sink, count)
  sink.endList()
}

/** Passes `count` items, or those up to a break. Returns their number. */
function items(frame: Uint8Array, sink: PassSink, count: number): number {
  let index = 0
  for (; isMore(frame, index, count); index++) {
    if (index > 0) sink.next()
    pass(frame, sink)
  }
  return index
}

function dict(frame: Uint8Array, sink: PassSink): void {
  const count = argumentAt(frame, at)
  at = bodyAt(frame, at)
  if (count === INDEFINITE) {
    const place = sink.openDict()
    return sink.closeDict(place, entries(frame, sink, count))
  }
  sink.dict(count)
  entries(frame, sink, count)
  sink.endDict()
}

function entries(frame: Uint8Array, sink: PassSink, count: number): number {
  let index = 0
  for (; isMore(frame, index, count); index++) {
    if (index > 0) sink.next()
    entry(frame, sink)
  }
  return index
}

/** True when another item follows. In an item without count, a break ends it and is skipped. */
function isMore(frame: Uint8Array, index: number, count: number): boolean {
  if (count !== INDEFINITE) return index < count
  if (frame[at] !== BREAK) return true
  at++
  return false
}

function entry(frame: Uint8Array, sink: PassSink): void {
  if (majorAt(frame, at) === MAJOR.text && argumentAt(frame, at) !== INDEFINITE) text(frame, sink)
  else {
    sink.text(String(readCbor(frame, at)))
    at = readEnd()
  }
  sink.colon()
  pass(frame, sink)
}
