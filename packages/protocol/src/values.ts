/** The basic types of WAMP: ids, URIs and dictionaries. */

/** A WAMP id: an integer from 1 to 2^53 (*Identifiers*). 0 appears in revocations only. */
export type Id = number

/** The dot-separated name of a topic, procedure, error, realm or reason (*URIs*). */
export type Uri = string

/**
 * A dictionary from or for the wire. Dictionaries that readers return have no prototype, so that `__proto__`,
 * `constructor` and `toString` are ordinary keys.
 */
export interface Dict {
  readonly [key: string]: unknown
}

/** The empty dictionary. It is shared, so that empty `Options` and `Details` cost nothing. */
export const EMPTY_DICT: Dict = Object.freeze(Object.create(null) as Dict)

/** The details of a progressive result that have nothing else. Shared like {@link EMPTY_DICT}. */
export const PROGRESS_DICT: Dict = Object.freeze(Object.assign(Object.create(null) as Dict, { progress: true }))

/** True for the values that are dictionaries on the wire: objects other than lists, bytes, dates and null. */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Makes a dictionary without prototype from entries. The last of equal keys wins. */
export function dictOf(entries: Iterable<readonly [string, unknown]>): Dict {
  const dict = Object.create(null) as Record<string, unknown>
  for (const [key, value] of entries) dict[key] = value
  return dict
}
