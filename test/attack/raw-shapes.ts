/** Values in forms that our serializers read but never write: other people's clients send them, and so do attackers. */

type Format = 'json' | 'msgpack' | 'cbor'

/** One value, encoded, by its index. */
type Raw = (index: number) => string | Uint8Array

const float32 =
  (head: number): Raw =>
  (index) => {
    const bytes = Buffer.alloc(5, head)
    bytes.writeFloatBE(-index / 7, 1)
    return bytes
  }

/** The shapes of each format by their names. */
export const RAW_SHAPES: Readonly<Record<Format, Readonly<Record<string, Raw>>>> = {
  json: {
    'escapes of four digits': () => String.raw`"\u00e9"`,
    'pairs of surrogates': () => String.raw`"\ud83d\ude00"`,
    'keys to escape': (index) => String.raw`{"\u00e9${index % 10}":1}`,
    'bytes in Base64': () => String.raw`"\u0000AAEC"`,
    'negative zeros': () => '-0',
    'integers of forty digits': (index) => `1${'0123456789'.repeat(3)}${100_000_000 + index}`,
  },
  msgpack: {
    'floats of 32 bits': float32(0xca),
    'integers of 8 bits': (index) => Uint8Array.of(0xd0, 128 + (index & 63)),
    'negative numbers': (index) => Uint8Array.of(0xe0 + (index & 15)),
    nil: () => Uint8Array.of(0xc0),
    'control characters': () => Uint8Array.of(0xa8, 1, 1, 1, 1, 1, 1, 1, 1),
    'empty bytes': () => Uint8Array.of(0xc4, 0),
    extensions: () => Uint8Array.of(0xd4, 5, 1),
    timestamps: (index) => Uint8Array.of(0xd6, 0xff, index & 63, 1, 2, 3),
  },
  cbor: {
    'floats of 32 bits': float32(0xfa),
    'floats of 16 bits': (index) => Uint8Array.of(0xf9, 0x35, index & 255),
    'negative numbers': (index) => Uint8Array.of(0x20 + (index % 20)),
    'texts in pieces': () => Uint8Array.of(0x7f, 0x61, 0x61, 0xff),
    'lists without a count': () => Uint8Array.of(0x9f, 0xff),
    'large integers': (index) => Uint8Array.of(0xc2, 0x49, 1, 2, 3, 4, 5, 6, 7, 8, index & 255),
    tags: () => Uint8Array.of(0xd8, 0x20, 0x61, 0x61),
    timestamps: (index) => Uint8Array.of(0xc1, 0x1a, index & 63, 1, 2, 3),
  },
}

/** A PUBLISH to the topic `mixed` with this list of encoded values. */
export function rawPublication(format: Format, values: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (format === 'json') return `[16,1,{},"mixed",[${values.join(',')}]]`
  const start = format === 'msgpack' ? MSGPACK : CBOR
  const count = Buffer.alloc(4)
  count.writeUInt32BE(values.length)
  return Buffer.concat([start.message, Buffer.from('mixed'), start.list, count, ...(values as readonly Uint8Array[])])
}

/** A list of five: 16, 1, an empty dictionary, a text of five bytes, and a list whose count has four bytes. */
const MSGPACK = { message: Uint8Array.of(0x95, 16, 1, 0x80, 0xa5), list: Uint8Array.of(0xdd) }
const CBOR = { message: Uint8Array.of(0x85, 16, 1, 0xa0, 0x65), list: Uint8Array.of(0x9a) }
