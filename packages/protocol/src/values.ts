/** A WAMP id: an integer from 1 to 2^53 (*Identifiers*). 0 appears only in revocations. */
export type Id = number

/** Dot-separated name of a topic, procedure, error, realm or reason (*URIs*). */
export type Uri = string

/**
 * A dictionary as it came from, or goes to, the wire. Those that readers return have no prototype,
 * so that `__proto__`, `constructor` and `toString` are keys like any other.
 */
export interface Dict {
  readonly [key: string]: unknown
}

/** The dictionary without entries; shared, so that the common empty `Options` and `Details` cost nothing. */
export const EMPTY_DICT: Dict = Object.freeze(Object.create(null) as Dict)

/** True for values that the wire calls a dictionary: objects that are no list, bytes, date or null. */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Makes a dictionary without prototype from entries; the last of equal keys wins. */
export function dictOf(entries: Iterable<readonly [string, unknown]>): Dict {
  const dict = Object.create(null) as Record<string, unknown>
  for (const [key, value] of entries) dict[key] = value
  return dict
}
