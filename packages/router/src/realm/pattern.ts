/**
 * Patterns of URIs (*Pattern-based Subscriptions*, *Pattern-based Registrations*): which URIs a pattern matches, and
 * how two patterns overlap.
 */
import type { MatchPolicy, Uri } from '@wampeter/protocol'

/** A URI and its match policy. */
export interface Pattern {
  readonly uri: Uri
  readonly match: MatchPolicy
}

/** The pattern that matches this URI alone. */
export const exactly = (uri: Uri): Pattern => ({ uri, match: 'exact' })

/**
 * True when a pattern matches a URI. A prefix matches by characters, so `com.a` matches `com.ab`. An empty component of
 * a wildcard pattern matches any one component.
 */
export function matches({ uri: pattern, match }: Pattern, uri: Uri): boolean {
  if (match === 'exact') return pattern === uri
  if (match === 'prefix') return uri.startsWith(pattern)
  return matchesParts(pattern.split('.'), uri.split('.'))
}

/** True when the components of a wildcard pattern match those of a URI. */
export function matchesParts(pattern: readonly string[], uri: readonly string[]): boolean {
  if (pattern.length !== uri.length) return false
  for (let index = 0; index < pattern.length; index++)
    if (pattern[index] !== '' && pattern[index] !== uri[index]) return false
  return true
}

/** True when `outer` matches every URI that `inner` matches. In doubt the answer is false. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  if (inner.match === 'exact') return matches(outer, inner.uri)
  if (outer.match === 'prefix') return (inner.match === 'prefix' ? inner.uri : lead(inner.uri)).startsWith(outer.uri)
  if (outer.match === 'exact' || inner.match === 'prefix') return false
  return pairwise(outer.uri.split('.'), inner.uri.split('.'), (wide, narrow) => wide === '' || wide === narrow)
}

/** True when some URI matches both patterns. */
export function meets(one: Pattern, other: Pattern): boolean {
  if (one.match === 'exact') return matches(other, one.uri)
  if (other.match === 'exact') return matches(one, other.uri)
  if (one.match === 'prefix' && other.match === 'prefix')
    return one.uri.startsWith(other.uri) || other.uri.startsWith(one.uri)
  if (one.match === 'prefix') return prefixMeetsWildcard(one.uri, other.uri)
  if (other.match === 'prefix') return prefixMeetsWildcard(other.uri, one.uri)
  return pairwise(one.uri.split('.'), other.uri.split('.'), (a, b) => a === '' || b === '' || a === b)
}

/** The common start of all URIs that a wildcard pattern matches. */
function lead(pattern: Uri): string {
  const parts = pattern.split('.')
  const blank = parts.indexOf('')
  return blank < 0
    ? pattern
    : parts
        .slice(0, blank)
        .map((part) => `${part}.`)
        .join('')
}

function prefixMeetsWildcard(prefix: Uri, wildcard: Uri): boolean {
  const parts = prefix.split('.')
  const slots = wildcard.split('.')
  const last = parts.length - 1
  return (
    parts.length <= slots.length &&
    parts.every((part, index) => {
      const slot = slots[index]
      return slot === '' || slot === part || (index === last && slot !== undefined && slot.startsWith(part))
    })
  )
}

function pairwise(
  ones: readonly string[],
  others: readonly string[],
  holds: (one: string, other: string) => boolean,
): boolean {
  return ones.length === others.length && ones.every((one, index) => holds(one, others[index] ?? ''))
}
