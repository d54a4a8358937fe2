/**
 * URI rules (*URIs*, *Relaxed/Loose URIs*, *Strict URIs*, *Pattern-based Subscriptions*).
 * A wildcard pattern is tested component by component: the specification's regular expression backtracks badly.
 */
import type { Uri } from './values.ts'

export type UriCheck = 'loose' | 'strict'
export type MatchPolicy = 'exact' | 'prefix' | 'wildcard'

const component = { loose: /^[^\s.#]+$/, strict: /^[0-9a-z_]+$/ } as const
const whole = {
  loose: /^(?:[^\s.#]+\.)*[^\s.#]+$/,
  strict: /^(?:[0-9a-z_]+\.)*[0-9a-z_]+$/,
} as const

const POLICIES: readonly string[] = ['exact', 'prefix', 'wildcard'] satisfies readonly MatchPolicy[]

/** The policy that an option `match` names: `exact` where it is absent, undefined where no policy has that name. */
export const matchPolicyOf = (name: string = 'exact'): MatchPolicy | undefined =>
  POLICIES.includes(name) ? (name as MatchPolicy) : undefined

/** May this text be published to, called, or subscribed and registered under the given match policy? */
export function isUri(text: string, check: UriCheck = 'loose', match: MatchPolicy = 'exact'): text is Uri {
  if (match === 'exact') return whole[check].test(text)
  const parts = text.split('.')
  const last = parts.length - 1
  return parts.every(
    (part, index) => component[check].test(part) || (part === '' && (match === 'wildcard' || index === last)),
  )
}

/** URIs whose first component is `wamp` belong to the router (*Reserved URIs*). */
export const isReserved = (uri: Uri): boolean => uri === 'wamp' || uri.startsWith('wamp.')
