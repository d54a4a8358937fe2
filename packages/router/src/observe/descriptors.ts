/**
 * How many files and sockets this process may have open, and whether they are nearly used up. The system gives a new
 * descriptor the lowest free number, so the number itself shows how many are in use.
 */
import { closeSync, openSync, readFileSync } from 'node:fs'
import type { DescriptorLimit } from '../listeners/witness.ts'

/** Reserved for health checks, guests, log files and reading a changed config. */
export const reserveFor = (limit: number): number => Math.min(128, Math.max(8, Math.floor(limit / 16)))

/** The limit of this process. Undefined where /proc does not show it, or there is none. */
export function descriptorLimit(): DescriptorLimit | undefined {
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
    return Number.isNaN(limit) ? undefined : { limit, reserve: reserveFor(limit) }
  } catch {
    return undefined
  }
}

/** True where no descriptor outside the reserve is free. */
export function isShortOfDescriptors({ limit, reserve }: DescriptorLimit): boolean {
  try {
    const next = openSync('/dev/null', 'r')
    closeSync(next)
    return next >= limit - reserve
  } catch {
    return true // no descriptor was free at all
  }
}
