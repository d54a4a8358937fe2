/** Passes values of a scanned MessagePack frame to another format. They are what `msgpack-read.ts` decodes. */
import { readEnd, readMsgpack } from './msgpack-read.ts'
import { uint } from './msgpack-scan.ts'
import { float32, float64 } from './wide-numbers.ts'
import type { PassSink } from './wire-sink.ts'
import { writeWire } from './wire-values.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0

/** Passes the value at this position. Returns the position after it. */
export function passMsgpack(frame: Uint8Array, start: number, sink: PassSink): number {
  at = start
  pass(frame, sink)
  return at
}

function pass(frame: Uint8Array, sink: PassSink): void {
  const head = frame[at++] ?? 0xc0
  if (head < 0x80) return sink.number(head)
  if (head < 0x90) return dict(frame, sink, head - 0x80)
  if (head < 0xa0) return list(frame, sink, head - 0x90)
  if (head < 0xc0) return text(frame, sink, head - 0xa0)
  if (head >= 0xe0) return sink.number(head - 0x100)
  switch (head) {
    case 0xc0:
      return sink.nil()
    case 0xc2:
    case 0xc3:
      return sink.boolean(head === 0xc3)
    case 0xca:
      return sink.number(float32(frame, (at += 4) - 4))
    case 0xcb:
      return sink.number(float64(frame, (at += 8) - 8))
    case 0xcc:
    case 0xcd:
    case 0xce:
      return sink.number(length(frame, 1 << (head - 0xcc)))
    case 0xd0:
      return sink.number(((frame[at++] ?? 0) << 24) >> 24)
    case 0xd1:
    case 0xd2:
      return sink.number(signed(frame, 1 << (head - 0xd0)))
    case 0xd9:
    case 0xda:
    case 0xdb:
      return text(frame, sink, length(frame, 1 << (head - 0xd9)))
    case 0xdc:
    case 0xdd:
      return list(frame, sink, length(frame, 2 << (head - 0xdc)))
    case 0xde:
    case 0xdf:
      return dict(frame, sink, length(frame, 2 << (head - 0xde)))
    default:
      return other(frame, sink)
  }
}

/** Passes what is less frequent and holds no other values: integers of 64 bits, bytes, extensions. */
function other(frame: Uint8Array, sink: PassSink): void {
  writeWire(readMsgpack(frame, at - 1), sink, 1)
  at = readEnd()
}

/** Reads an unsigned integer of `size` bytes. */
function length(frame: Uint8Array, size: number): number {
  at += size
  return uint(frame, at - size, size)
}

/** Reads a signed integer of at most four bytes. */
function signed(frame: Uint8Array, size: number): number {
  const unused = 32 - 8 * size
  return (length(frame, size) << unused) >> unused
}

function text(frame: Uint8Array, sink: PassSink, size: number): void {
  at += size
  sink.utf8(frame, at - size, at)
}

function list(frame: Uint8Array, sink: PassSink, count: number): void {
  sink.list(count)
  for (let index = 0; index < count; index++) {
    if (index > 0) sink.next()
    pass(frame, sink)
  }
  sink.endList()
}

function dict(frame: Uint8Array, sink: PassSink, count: number): void {
  sink.dict(count)
  for (let index = 0; index < count; index++) {
    if (index > 0) sink.next()
    key(frame, sink)
    sink.colon()
    pass(frame, sink)
  }
  sink.endDict()
}

function key(frame: Uint8Array, sink: PassSink): void {
  const head = frame[at++] ?? 0
  if (head >= 0xa0 && head <= 0xbf) return text(frame, sink, head - 0xa0)
  sink.text(String(readMsgpack(frame, at - 1)))
  at = readEnd()
}
