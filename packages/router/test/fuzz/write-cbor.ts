/** Writes values as CBOR, also those that a serializer of WAMP refuses to write. */

/** The bytes of a value that JSON could express. */
export function writeCbor(value: unknown): Uint8Array {
  return Buffer.concat(parts(value))
}

function parts(value: unknown): readonly Uint8Array[] {
  if (value === null || value === undefined) return [Uint8Array.of(0xf6)]
  if (typeof value === 'boolean') return [Uint8Array.of(value ? 0xf5 : 0xf4)]
  if (typeof value === 'number') return [number(value)]
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return [head(3, bytes.length), bytes]
  }
  if (Array.isArray(value)) return [head(4, value.length), ...value.flatMap(parts)]
  const entries = Object.entries(value)
  return [head(5, entries.length), ...entries.flatMap(([key, item]) => [...parts(key), ...parts(item)])]
}

function number(value: number): Uint8Array {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 64) return value < 0 ? head(1, -1 - value) : head(0, value)
  const bytes = Buffer.alloc(9, 0xfb)
  bytes.writeDoubleBE(value, 1)
  return bytes
}

function head(major: number, count: number): Uint8Array {
  if (count < 24) return Uint8Array.of((major << 5) | count)
  const bytes = Buffer.alloc(9, (major << 5) | 27)
  bytes.writeBigUInt64BE(BigInt(count), 1)
  return bytes
}
