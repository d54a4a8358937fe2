/** Finds the guests of one config in the next one. */
import { createHash } from 'node:crypto'
import type { GuestOptions } from './options.ts'

/**
 * A guest's explicit id, or else its content: never the number that the config's order gives it, which changes when
 * another worker is put before it.
 */
export const guestIdentity = (options: GuestOptions): string =>
  options.id === undefined ? `content:${guestContent(options)}` : `id:${options.id}`

/** A hash of everything that decides how it runs. Two guests with the same content need not be told apart. */
export function guestContent({ name: _name, ...options }: GuestOptions): string {
  const text = JSON.stringify(options, (_key, value: unknown) => sorted(value))
  return createHash('sha256').update(text).digest('hex')
}

/** The order of keys in the config means nothing. */
function sorted(value: unknown): unknown {
  if (value instanceof Map) return sorted(Object.fromEntries(value))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
