/**
 * Numbers of more than one byte in binary frames, big-endian. Some are copied to a small buffer with a view, because a
 * view of each frame would cost more than the number.
 */
import { isLarge } from './wire-values.ts'

const bytes = new Uint8Array(8)
const view = new DataView(bytes.buffer)

function at(frame: Uint8Array, start: number, size: number): DataView {
  for (let index = 0; index < size; index++) bytes[index] = frame[start + index] ?? 0
  return view
}

/** A float of 16 bits; undefined in runtimes older than 2025. */
export const float16 = (frame: Uint8Array, start: number): number | undefined =>
  (at(frame, start, 2) as { getFloat16?: (at: number) => number }).getFloat16?.(0)

/** A float of 32 bits. */
export const float32 = (frame: Uint8Array, start: number): number => at(frame, start, 4).getFloat32(0)
/** A float of 64 bits. */
export const float64 = (frame: Uint8Array, start: number): number => at(frame, start, 8).getFloat64(0)

/** An unsigned integer of 64 bits: a bigint only beyond 2^53. */
export function uint64(frame: Uint8Array, start: number): number | bigint {
  const value = at(frame, start, 8).getUint32(0) * 2 ** 32 + view.getUint32(4)
  return value < 2 ** 53 ? value : narrowed(view.getBigUint64(0))
}

/** A signed integer of 64 bits: a bigint only beyond 2^53. */
export function int64(frame: Uint8Array, start: number): number | bigint {
  const value = at(frame, start, 8).getInt32(0) * 2 ** 32 + view.getUint32(4)
  return Math.abs(value) < 2 ** 53 ? value : narrowed(view.getBigInt64(0))
}

/** An unsigned integer of any number of bytes. */
export function integerOf(parts: Uint8Array): bigint {
  let value = 0n
  let start = 0
  for (; start + 8 <= parts.length; start += 8) value = (value << 64n) | at(parts, start, 8).getBigUint64(0)
  for (; start < parts.length; start++) value = (value << 8n) | BigInt(parts[start] ?? 0)
  return value
}

/** The bytes of an unsigned integer, as few as possible. */
export function bytesOfInteger(integer: bigint): Uint8Array {
  const parts: number[] = []
  for (let rest = integer; rest > 0n; rest >>= 64n) {
    view.setBigUint64(0, BigInt.asUintN(64, rest))
    for (let index = 7; index >= 0; index--) parts.push(bytes[index] ?? 0)
  }
  while (parts.at(-1) === 0) parts.pop()
  return Uint8Array.from(parts.reverse())
}

/** A number if it is exact, otherwise the bigint. */
export const narrowed = (value: bigint): number | bigint => (isLarge(value) ? value : Number(value))
