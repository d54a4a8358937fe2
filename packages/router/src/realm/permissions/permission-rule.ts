import type { MatchPolicy, Uri } from '@wampeter/protocol'

/** The four things that permissions are about. */
export type Action = 'call' | 'register' | 'publish' | 'subscribe'

/** One entry of a role's `permissions`, stars already resolved (see `ruleMatch`). */
export interface PermissionRule {
  readonly uri: Uri
  readonly match: MatchPolicy
  readonly allow: Readonly<Record<Action, boolean>>
  readonly disclose: { readonly caller: boolean; readonly publisher: boolean }
  /** Where it stands, for people: `permissions[0]`, or `default`. */
  readonly name: string
}

/**
 * Crossbar's star notation: without `match`, one star at the end means prefix, other stars mean wildcard, no star
 * means exact. With `match`, stars are ordinary characters.
 */
export function ruleMatch(
  uri: Uri,
  match: MatchPolicy | undefined,
): { readonly uri: Uri; readonly match: MatchPolicy } {
  if (match !== undefined) return { uri, match }
  const star = uri.indexOf('*')
  if (star < 0) return { uri, match: 'exact' }
  if (star === uri.length - 1) return { uri: uri.slice(0, -1), match: 'prefix' }
  return { uri: uri.replaceAll('*', ''), match: 'wildcard' }
}
