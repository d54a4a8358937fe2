/**
 * Decodes values of a scanned MessagePack frame, whose lengths and UTF-8 need no second check. Dictionaries have no
 * prototype, texts keep a byte order mark, and integers keep all 64 bits.
 */
import { EXT_TIMESTAMP, decodeTimestampExtension } from '@msgpack/msgpack'
import { uint } from './msgpack-scan.ts'
import { float32, float64, int64, uint64 } from './wide-numbers.ts'
import { keyAt, textAt } from './text-at.ts'

/** The position of the next value. One variable serves all calls, because no call interrupts another. */
let at = 0

/** Decodes the value at this position. Throws nothing. */
export function readMsgpack(frame: Uint8Array, start: number): unknown {
  at = start
  return next(frame)
}

/** The position after the value that was decoded last. */
export const readEnd = (): number => at

function next(frame: Uint8Array): unknown {
  const head = frame[at++] ?? 0xc0
  if (head < 0x80) return head
  if (head < 0x90) return dict(frame, head - 0x80)
  if (head < 0xa0) return list(frame, head - 0x90)
  if (head < 0xc0) return text(frame, head - 0xa0)
  if (head >= 0xe0) return head - 0x100
  switch (head) {
    case 0xc2:
      return false
    case 0xc3:
      return true
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return bytes(frame, length(frame, 1 << (head - 0xc4)))
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return extension(frame, length(frame, 1 << (head - 0xc7)))
    case 0xca:
      return float32(frame, (at += 4) - 4)
    case 0xcb:
      return float64(frame, (at += 8) - 8)
    case 0xcc:
    case 0xcd:
    case 0xce:
      return length(frame, 1 << (head - 0xcc))
    case 0xcf:
      return uint64(frame, (at += 8) - 8)
    case 0xd0:
      return (length(frame, 1) << 24) >> 24
    case 0xd1:
      return (length(frame, 2) << 16) >> 16
    case 0xd2:
      return length(frame, 4) | 0
    case 0xd3:
      return int64(frame, (at += 8) - 8)
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return extension(frame, 1 << (head - 0xd4))
    case 0xd9:
    case 0xda:
    case 0xdb:
      return text(frame, length(frame, 1 << (head - 0xd9)))
    case 0xdc:
    case 0xdd:
      return list(frame, length(frame, 2 << (head - 0xdc)))
    case 0xde:
    case 0xdf:
      return dict(frame, length(frame, 2 << (head - 0xde)))
    default: // 0xc0, nil
      return null
  }
}

/** Reads an unsigned integer of `size` bytes. */
function length(frame: Uint8Array, size: number): number {
  at += size
  return uint(frame, at - size, size)
}

function text(frame: Uint8Array, size: number): string {
  at += size
  return textAt(frame, at - size, at)
}

function bytes(frame: Uint8Array, size: number): Uint8Array {
  at += size
  return frame.slice(at - size, at)
}

function list(frame: Uint8Array, count: number): unknown[] {
  const items: unknown[] = []
  for (let index = 0; index < count; index++) items.push(next(frame))
  return items
}

function dict(frame: Uint8Array, count: number): Record<string, unknown> {
  const entries = Object.create(null) as Record<string, unknown>
  for (let index = 0; index < count; index++) {
    const key = nextKey(frame)
    entries[key] = next(frame)
  }
  return entries
}

function nextKey(frame: Uint8Array): string {
  const head = frame[at] ?? 0
  if (head < 0xa0 || head > 0xbf) return String(next(frame))
  const start = at + 1
  at = start + head - 0xa0
  return keyAt(frame, start, at)
}

/** Decodes an extension value: a timestamp as its ISO text, which is its form in JSON, all others as bytes. */
function extension(frame: Uint8Array, size: number): unknown {
  const type = frame[at++]
  const data = bytes(frame, size)
  if (type === UNDEFINED && size === 1 && data[0] === 0) return null
  return (type === TIMESTAMP ? timestamp(data) : undefined) ?? data
}

/** Some implementations, such as wampy, write `undefined` as one byte 0 of the extension type 0. */
const UNDEFINED = 0

/** The type is a signed byte, read as an unsigned one. */
const TIMESTAMP = EXT_TIMESTAMP & 0xff

function timestamp(data: Uint8Array): string | undefined {
  try {
    return decodeTimestampExtension(data)?.toISOString()
  } catch {
    return undefined
  }
}
