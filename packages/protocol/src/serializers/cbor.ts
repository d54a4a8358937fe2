/**
 * CBOR (RFC 8949): `wamp.2.cbor`. Between the codec and the frame stands a tokenizer of ours, for what the codec
 * refuses or changes: tags, strings in pieces, a byte order mark.
 */
import { Token, Tokenizer, Type, decode, encode } from 'cborg'
import type { DecodeOptions, EncodeOptions } from 'cborg'
import { bigIntEncoder } from 'cborg/taglib'
import { EMPTY_DICT } from '../values.ts'
import { binarySerializer } from './binary.ts'
import { BREAK, INDEFINITE, MAJOR, argumentAt, bodyAt, cborKind, majorAt, scanCbor } from './cbor-scan.ts'
import { textOf } from './utf8.ts'
import { isLarge, wireValue } from './wire-values.ts'
import type { WireScalars } from './wire-values.ts'

/** The CBOR serializer. */
export const cbor = binarySerializer({
  name: 'cbor',
  list: 0x80,
  scan: scanCbor,
  kindAt: cborKind,

  decode(frame, start, end) {
    const major = majorAt(frame, start)
    const argument = argumentAt(frame, start)
    if (major === MAJOR.uint && argument < 2 ** 53) return argument
    if (major === MAJOR.text && argument !== INDEFINITE) return textOf(frame.subarray(bodyAt(frame, start), end))
    if (major === MAJOR.dict && argument === 0) return EMPTY_DICT
    const bytes = frame.subarray(start, end)
    return restored(decode(bytes, { ...reading, tokenizer: new Tokens(bytes, reading) }))
  },

  encode: (value, depth) => encode(wireValue(value, scalars, depth), writing),
})

/** Maps, because a dictionary may have any key; `undefined` is nothing that WAMP knows. */
const reading: DecodeOptions = { useMaps: true, coerceUndefinedToNull: true, allowBigInt: true }

/** What the codec made, as application values. */
function restored(value: unknown): unknown {
  if (typeof value === 'bigint') return isLarge(value) ? value : Number(value)
  if (Array.isArray(value)) return value.map(restored)
  if (!(value instanceof Map)) return value
  const dict = Object.create(null) as Record<string, unknown>
  for (const [key, item] of value) dict[String(key)] = restored(item)
  return dict
}

/** Hands the items of a frame that has passed the scan to the codec. */
class Tokens extends Tokenizer {
  override next(): Token {
    const major = majorAt(this.data, this._pos)
    if (major === MAJOR.tag) return this.#tagged()
    if (major !== MAJOR.bytes && major !== MAJOR.text) return super.next()
    const body = bodyAt(this.data, this._pos)
    if (argumentAt(this.data, this._pos) === INDEFINITE) return this.#joined(major, body)
    const token = super.next()
    if (major === MAJOR.text && startsWithMark(this.data, body)) token.value = MARK + token.value
    return token
  }

  /** A tag says how a value is to be understood. Only that of a large integer is; others leave theirs as it is. */
  #tagged(): Token {
    const tag = argumentAt(this.data, this._pos)
    this._pos = bodyAt(this.data, this._pos)
    const token = this.next()
    return tag === INTEGER || tag === NEGATIVE_INTEGER ? largeInteger(tag, token) : token
  }

  /** A string in pieces, the first of which starts at `first`. */
  #joined(major: number, first: number): Token {
    const joined: number[] = []
    let at = first
    while (this.data[at] !== BREAK) {
      const start = bodyAt(this.data, at)
      at = start + argumentAt(this.data, at)
      for (const byte of this.data.subarray(start, at)) joined.push(byte)
    }
    this._pos = at + 1
    const bytes = Uint8Array.from(joined)
    return major === MAJOR.text ? new Token(Type.string, textOf(bytes)) : new Token(Type.bytes, bytes)
  }
}

/** The byte order mark, which the codec takes off the front of a text. */
const MARK = '\ufeff'

const startsWithMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf

/** Tags of integers beyond 64 bits. Those longer than this many bytes stay bytes: their digits would cost time. */
const INTEGER = 2
const NEGATIVE_INTEGER = 3
const LONGEST_INTEGER = 128

function largeInteger(tag: number, token: Token): Token {
  const bytes: unknown = token.value
  if (!(bytes instanceof Uint8Array) || bytes.length > LONGEST_INTEGER) return token
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  return new Token(Type.uint, tag === INTEGER ? value : -1n - value)
}

/** Dictionaries keep their order. Integers beyond 64 bits get a tag. Floats have 64 bits, as most others write them. */
const writing: EncodeOptions = { float64: true, mapSorter: () => 0, typeEncoders: { bigint: bigIntEncoder } }

/** The codec writes 2^53, which is an id, as a float, because it is no safe integer. */
const scalars: WireScalars = {
  number: (value) => (Math.abs(value) === 2 ** 53 ? BigInt(value) : value),
  largeInteger: (value) => value,
  bytes: (value) => value,
}
