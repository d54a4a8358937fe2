/**
 * MessagePack: `wamp.2.msgpack`. The codec does numbers and structure; texts and keys are handed to us as bytes,
 * because by itself it drops a byte order mark from long texts and throws on the key `__proto__`.
 */
import { Decoder, Encoder, EXT_TIMESTAMP, decodeTimestampExtension } from '@msgpack/msgpack'
import { EMPTY_DICT } from '../values.ts'
import { binarySerializer } from './binary.ts'
import { msgpackKind, scanMsgpack, uint } from './msgpack-scan.ts'
import { textOf } from './utf8.ts'
import { isLarge, wireValue } from './wire-values.ts'
import type { WireScalars } from './wire-values.ts'

const decoder = new Decoder({
  useBigInt64: true,
  rawStrings: true,
  keyDecoder: {
    canBeCached: () => true,
    decode: (bytes, start, length) => disguised(textOf(bytes.subarray(start, start + length))),
  },
  mapKeyConverter: (key) => (typeof key === 'string' ? key : String(key)),
  extensionCodec: { tryToEncode: () => null, decode: extension },
})

/** The MessagePack serializer. */
export const msgpack = binarySerializer({
  name: 'msgpack',
  list: 0x90,
  scan: scanMsgpack,
  kindAt: msgpackKind,

  decode(frame, start, end) {
    const quick = quickly(frame, start, end)
    if (quick !== undefined) return quick
    const bytes = frame.slice(start, end)
    return restored(decoder.decode(bytes), bytes)
  },

  encode(value, depth) {
    const bytes = encoder.encode(wireValue(value, scalars, depth))
    if (bytes.length > LARGE) encoder = newEncoder()
    return bytes
  },
})

/** What headers consist of, without the codec, which takes some 200 ns to begin. Undefined for all else. */
function quickly(frame: Uint8Array, start: number, end: number): unknown {
  const head = frame[start] ?? 0xc0
  if (head < 0x80) return head
  if (head === 0x80) return EMPTY_DICT
  if (head >= 0xa0 && head <= 0xbf) return textOf(frame.subarray(start + 1, end))
  if (head === 0xd9) return textOf(frame.subarray(start + 2, end))
  if (head < 0xcc || head > 0xcf) return undefined
  const value = uint(frame, start + 1, end - start - 1)
  return value < 2 ** 53 ? value : undefined
}

/** What the decoder made of `bytes`, as application values. */
function restored(value: unknown, bytes: Uint8Array): unknown {
  if (typeof value === 'bigint') return isLarge(value) ? value : Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return isText(value, bytes) ? textOf(value) : value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (Array.isArray(value)) return value.map((item) => restored(item, bytes))
  const dict = Object.create(null) as Record<string, unknown>
  for (const [key, item] of Object.entries(value)) dict[undisguised(key)] = restored(item, bytes)
  return dict
}

/**
 * Texts and bytes come alike, as parts of `bytes`. What lies before one tells: the length, and before that the type.
 * No length can be mistaken for a type, as the longer forms of a short length have a zero in that place.
 */
function isText(part: Uint8Array, bytes: Uint8Array): boolean {
  const start = part.byteOffset - bytes.byteOffset
  if (part.length < 32 && bytes[start - 1] === 0xa0 + part.length) return true
  if (part.length < 0x100 && bytes[start - 2] !== 0) return bytes[start - 2] === 0xd9
  if (part.length < 0x10000 && bytes[start - 3] !== 0) return bytes[start - 3] === 0xda
  return bytes[start - 5] === 0xdb
}

const disguised = (key: string): string => (key.endsWith('__proto__') ? `_${key}` : key)
const undisguised = (key: string): string => (key.endsWith('__proto__') ? key.slice(1) : key)

/** A timestamp reads as its ISO text, which is what a date becomes in JSON; other extension types as their bytes. */
function extension(data: Uint8Array, type: number): unknown {
  const text = type === EXT_TIMESTAMP ? timestamp(data) : undefined
  return text ?? data.slice().buffer
}

function timestamp(data: Uint8Array): string | undefined {
  try {
    return decodeTimestampExtension(data)?.toISOString()
  } catch {
    return undefined
  }
}

/** The codec keeps its buffer, twice as large as the largest message it wrote. After a large one we start anew. */
const LARGE = 65_536
const newEncoder = (): Encoder => new Encoder({ useBigInt64: true })
let encoder = newEncoder()

/** With `useBigInt64` the codec writes numbers beyond 32 bits as floats, and bigints as 64-bit integers. */
const scalars: WireScalars = {
  number: (value) =>
    Number.isInteger(value) && Math.abs(value) <= 2 ** 53 && (value > 0xffff_ffff || value < -0x8000_0000)
      ? BigInt(value)
      : value,
  largeInteger: (value) =>
    BigInt.asUintN(64, value) === value || BigInt.asIntN(64, value) === value ? value : Number(value),
  bytes: (value) => value,
}
