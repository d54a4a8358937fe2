/**
 * What the presence worker shows to others: texts by key, with the names that the reference uses.
 *
 * - `session-<session id>`: the user's name
 * - `topic-<subscription id>`: the topic's URI
 * - `<topic URI>`: a JSON list of the names of the users that are in the thread
 *
 * The worker alone writes, and does not read: the truth is the router's. Other programs and the web view read.
 */

/** One key as the web view shows it. */
export interface CacheEntry {
  readonly key: string
  readonly value: string
  /** How long it still lives; undefined: for ever. */
  readonly secondsLeft: number | undefined
}

/** A change of several keys. A key is in one of both lists at most. */
export interface CacheChange {
  readonly set: ReadonlyMap<string, string>
  readonly remove: readonly string[]
}

/** How long a key lives after it was written. The worker writes all keys again in good time. */
export const KEY_LIFE_S = 3_600

/** The most keys that `entries` returns. */
export const ENTRIES_SHOWN = 10_000

/** A cache that cannot be reached now. Nothing was changed then. */
export class CacheUnavailable extends Error {
  override readonly name = 'CacheUnavailable'
}

/** Every method may reject with CacheUnavailable. */
export interface Cache {
  /** Changes all keys or none; a reader never sees a part. */
  change(change: CacheChange): Promise<void>
  /** Makes these the only keys that this cache has written. Keys of other programs stay. All keys or none. */
  replace(all: ReadonlyMap<string, string>): Promise<void>
  get(key: string): Promise<string | undefined>
  /** The keys of presence, also those of other programs, by name. */
  entries(): Promise<readonly CacheEntry[]>
  /** Runs each time when the cache can be used after it could not. What it held may be lost. */
  onAvailable(listener: () => void): void
  close(): Promise<void>
}

/** True for the keys that the web view may show: other keys of a shared Redis may hold secrets. */
export const isShown = (key: string): boolean => /^(session-|topic-|workshop\.)/.test(key)
