/**
 * How many files and sockets this process may have open, and whether that is nearly used up. The system gives a new one
 * the lowest number that is free, so the number itself says how full it is.
 */
import { closeSync, openSync, readFileSync } from 'node:fs'
import type { DescriptorLimit } from '../listeners/witness.ts'

/** Kept for health checks, guests, log files and the reading of a changed config. */
const reserveFor = (limit: number): number => Math.min(128, Math.max(8, Math.floor(limit / 16)))

/** The limit of this process. Undefined where the system does not tell it in /proc, or has none. */
export function descriptorLimit(): DescriptorLimit | undefined {
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
    return Number.isNaN(limit) ? undefined : { limit, reserve: reserveFor(limit) }
  } catch {
    return undefined
  }
}

/** True where only the reserve is left. */
export function isShortOfDescriptors({ limit, reserve }: DescriptorLimit): boolean {
  try {
    const next = openSync('/dev/null', 'r')
    closeSync(next)
    return next >= limit - reserve
  } catch {
    return true // not even this one
  }
}
