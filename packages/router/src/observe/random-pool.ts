/**
 * Random bytes for ids, nonces and challenges. They are drawn from the system for many log-ins at once: each draw is a
 * system call, which would take a tenth of the time of a log-in.
 */
import { randomFillSync } from 'node:crypto'

const POOL_BYTES = 8 * 1024

const pool = new Uint8Array(POOL_BYTES)
let next = POOL_BYTES

/** Bytes that nobody has got before. They are erased here. */
export function randomBytes(length: number): Uint8Array {
  if (length > POOL_BYTES) return randomFillSync(new Uint8Array(length))
  if (next + length > POOL_BYTES) {
    randomFillSync(pool)
    next = 0
  }
  const bytes = pool.slice(next, next + length)
  pool.fill(0, next, next + length)
  next += length
  return bytes
}
