/** Checks the URIs and patterns of requests by the rules of the realm. */
import { isReserved, isUri, matchPolicyOf, Refusal } from '@wampeter/protocol'
import type { MatchPolicy, Uri } from '@wampeter/protocol'
import { LimitExceeded } from './limits.ts'
import type { RealmOptions } from './options.ts'
import type { Pattern } from './pattern.ts'
import { quoted } from './quoted.ts'

/** The rules of a realm for URIs. */
export type UriRules = Pick<RealmOptions, 'uriCheck'> & { readonly limits: Pick<RealmOptions['limits'], 'uriLength'> }

/** Which components may be empty. */
const EMPTY = { exact: 'no component', prefix: 'only the last component', wildcard: 'any component' } as const

/** What components consist of. */
const LETTERS = {
  loose: 'none may have spaces, # or a leading U+0000',
  strict: 'they consist of a–z, 0–9 and _',
} as const

/**
 * Checks the URI or pattern of a request. The length is checked first: the router keeps URIs that sessions subscribe to
 * and register, and other checks of a very long URI would be slow.
 * @throws WampError `wamp.error.invalid_uri` when it breaks the realm's rules.
 */
export function checkUri(uri: Uri, { uriCheck, limits: { uriLength } }: UriRules, match: MatchPolicy = 'exact'): void {
  if (uri.length > uriLength)
    throw new LimitExceeded(
      `a URI may have ${uriLength} characters here, not ${uri.length} (limits.uri_length)`,
      'wamp.error.invalid_uri',
    )
  if (isUri(uri, uriCheck, match)) return
  const what = match === 'exact' ? 'URI' : `${match} pattern`
  throw new Refusal(
    'wamp.error.invalid_uri',
    `${quoted(uri)} is not a valid ${what}: ${EMPTY[match]} may be empty, and ${LETTERS[uriCheck]} (${uriCheck} rules)`,
  )
}

/**
 * Reads the pattern of a SUBSCRIBE or REGISTER.
 * @throws WampError `wamp.error.invalid_argument` for an unknown match policy, `wamp.error.invalid_uri` for an invalid
 * pattern.
 */
export function readPattern(uri: Uri, policy: string | undefined, rules: UriRules): Pattern {
  const match = matchPolicyOf(policy)
  if (match === undefined)
    throw new Refusal(
      'wamp.error.invalid_argument',
      `the option match cannot be ${quoted(policy ?? '')}; it can be exact, prefix or wildcard`,
    )
  checkUri(uri, rules, match)
  return { uri, match }
}

/** True when {@link checkUri} accepts the URI. */
export const isWithinRules = (uri: Uri, { uriCheck, limits }: UriRules, match: MatchPolicy): boolean =>
  uri.length <= limits.uriLength && isUri(uri, uriCheck, match)

/**
 * Checks a URI for publishing or registering: `wamp.…` belongs to the router (*Reserved URIs*).
 * @throws WampError `wamp.error.invalid_uri` when it is reserved.
 */
export function checkNotReserved(uri: Uri): void {
  if (isReserved(uri))
    throw new Refusal(
      'wamp.error.invalid_uri',
      `${quoted(uri)} is reserved: URIs that start with "wamp." belong to the router`,
    )
}
