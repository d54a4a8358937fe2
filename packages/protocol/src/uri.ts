/**
 * URI rules (*URIs*, *Relaxed/Loose URIs*, *Strict URIs*, *Pattern-based Subscriptions*).
 * A wildcard pattern is tested component by component: the specification's regular expression backtracks badly.
 */
import type { Uri } from './values.ts'

/** The rules for URIs: loose or strict. */
export type UriCheck = 'loose' | 'strict'
/** How a pattern matches URIs. */
export type MatchPolicy = 'exact' | 'prefix' | 'wildcard'

const component = { loose: /^[^\s.#]+$/, strict: /^[0-9a-z_]+$/ } as const
const whole = {
  loose: /^(?:[^\s.#]+\.)*[^\s.#]+$/,
  strict: /^(?:[0-9a-z_]+\.)*[0-9a-z_]+$/,
} as const

/** Valid URIs that were seen lately. Most come again and again, and a look-up takes a tenth of the time of a test. */
const known = { loose: new Set<string>(), strict: new Set<string>() } as const
const KNOWN_LENGTH = 100
const MOST_KNOWN = 500

const POLICIES: readonly string[] = ['exact', 'prefix', 'wildcard'] satisfies readonly MatchPolicy[]

/** Reads the option `match`: `exact` when it is absent, undefined when no policy has that name. */
export const matchPolicyOf = (name: string = 'exact'): MatchPolicy | undefined =>
  POLICIES.includes(name) ? (name as MatchPolicy) : undefined

/**
 * True when this text is a valid URI, or a valid pattern of the given match policy. None begins with U+0000: in the
 * details of a message JSON shows such a text as bytes, so a URI of one session would end the sessions of others.
 */
export function isUri(text: string, check: UriCheck = 'loose', match: MatchPolicy = 'exact'): text is Uri {
  if (match === 'exact') return known[check].has(text) || isExact(text, check)
  if (text.charCodeAt(0) === 0) return false
  const parts = text.split('.')
  const last = parts.length - 1
  return parts.every(
    (part, index) => component[check].test(part) || (part === '' && (match === 'wildcard' || index === last)),
  )
}

function isExact(text: string, check: UriCheck): text is Uri {
  if (text.charCodeAt(0) === 0 || !whole[check].test(text)) return false
  if (text.length > KNOWN_LENGTH) return true
  const those = known[check]
  if (those.size >= MOST_KNOWN) those.clear()
  those.add(text)
  return true
}

/** True for URIs whose first component is `wamp`. They belong to the router (*Reserved URIs*). */
export const isReserved = (uri: Uri): boolean => uri === 'wamp' || uri.startsWith('wamp.')
