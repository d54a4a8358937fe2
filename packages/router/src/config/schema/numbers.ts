/** Numbers with a range: the message names the whole range, not only the bound that was broken. */
import { z } from 'zod'

/** A whole number within bounds. */
export function integer(from: number, to: number, unit = '') {
  const error = `expected a whole number from ${from} to ${to}${unit === '' ? '' : ` ${unit}`}`
  return z.int({ error }).min(from, { error }).max(to, { error })
}

/** A whole number with a lower bound only. */
export function atLeast(from: number, unit = '') {
  const error = `expected a whole number of at least ${from}${unit === '' ? '' : ` ${unit}`}`
  return z.int({ error }).min(from, { error })
}

/**
 * A WebSocket timeout in milliseconds, 0 for off. A value below one second is refused as a mistaken unit, as in
 * Crossbar.
 */
export const milliseconds = atLeast(0, 'milliseconds').refine((value) => value === 0 || value >= 1000, {
  error: ({ input }) => `is in milliseconds; ${String(input)} is too small (write 0 for off, else 1000 or more)`,
})
