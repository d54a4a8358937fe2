/** Recognises the guests of one config in the next one. */
import { createHash } from 'node:crypto'
import type { GuestOptions } from './options.ts'

/**
 * A guest's explicit id, or else its content. Its position in the config does not count, because it changes when
 * another worker is put before it.
 */
export const guestIdentity = (options: GuestOptions): string =>
  options.id === undefined ? `content:${guestContent(options)}` : `id:${options.id}`

/** A hash of everything that decides how the guest runs. Two guests with the same content need not be distinguished. */
export function guestContent({ name: _name, ...options }: GuestOptions): string {
  const text = JSON.stringify(options, (_key, value: unknown) => sorted(value))
  return createHash('sha256').update(text).digest('hex')
}

/** Sorts keys, because their order in the config has no meaning. */
function sorted(value: unknown): unknown {
  if (value instanceof Map) return sorted(Object.fromEntries(value))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
