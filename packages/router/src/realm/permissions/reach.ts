/** Which URIs a pattern reaches, compared with another pattern: does one cover the other, do they meet? */
import { matches } from '@wampeter/protocol'
import type { MatchPolicy, Uri } from '@wampeter/protocol'

/** A URI and how it is meant to match. */
export interface Pattern {
  readonly uri: Uri
  readonly match: MatchPolicy
}

/** True when every URI that `inner` matches is matched by `outer` too. Errs towards false. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  if (inner.match === 'exact') return matches(outer.uri, outer.match, inner.uri)
  if (outer.match === 'prefix') return (inner.match === 'prefix' ? inner.uri : lead(inner.uri)).startsWith(outer.uri)
  if (outer.match === 'exact' || inner.match === 'prefix') return false
  return pairwise(outer.uri.split('.'), inner.uri.split('.'), (wide, narrow) => wide === '' || wide === narrow)
}

/** True when there can be a URI that both match. */
export function meets(one: Pattern, other: Pattern): boolean {
  if (one.match === 'exact') return matches(other.uri, other.match, one.uri)
  if (other.match === 'exact') return matches(one.uri, one.match, other.uri)
  if (one.match === 'prefix' && other.match === 'prefix')
    return one.uri.startsWith(other.uri) || other.uri.startsWith(one.uri)
  if (one.match === 'prefix') return prefixMeetsWildcard(one.uri, other.uri)
  if (other.match === 'prefix') return prefixMeetsWildcard(other.uri, one.uri)
  return pairwise(one.uri.split('.'), other.uri.split('.'), (a, b) => a === '' || b === '' || a === b)
}

/** The characters that all URIs of a wildcard pattern start with. */
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
