import { isReserved, isUri, matchPolicyOf, WampError } from '@wampeter/protocol'
import type { MatchPolicy, Uri } from '@wampeter/protocol'
import type { RealmOptions } from './options.ts'
import type { Pattern } from './pattern.ts'
import { quoted } from './quoted.ts'

/** What a realm says about URIs. */
export type UriRules = Pick<RealmOptions, 'uriCheck'> & { readonly limits: Pick<RealmOptions['limits'], 'uriLength'> }

/**
 * Checks the URI of a request, or under another policy a pattern. Its length first: what a session subscribes to and
 * registers is kept, and a rule that looks at a megabyte takes its time.
 * @throws WampError `wamp.error.invalid_uri` when it breaks the realm's rules.
 */
export function checkUri(uri: Uri, { uriCheck, limits: { uriLength } }: UriRules, match: MatchPolicy = 'exact'): void {
  if (uri.length > uriLength)
    throw new WampError('wamp.error.invalid_uri', `a URI may have ${uriLength} characters here, not ${uri.length}`)
  if (isUri(uri, uriCheck, match)) return
  const what = match === 'exact' ? 'URI' : `${match} pattern`
  throw new WampError('wamp.error.invalid_uri', `${quoted(uri)} is not a valid ${what} (${uriCheck} rules)`)
}

/**
 * The pattern that a SUBSCRIBE or REGISTER is about.
 * @throws WampError `wamp.error.invalid_argument` for a policy that does not exist, `wamp.error.invalid_uri` for text
 * that is no such pattern.
 */
export function readPattern(uri: Uri, policy: string | undefined, rules: UriRules): Pattern {
  const match = matchPolicyOf(policy)
  if (match === undefined)
    throw new WampError(
      'wamp.error.invalid_argument',
      `the option match cannot be ${quoted(policy ?? '')}; it can be exact, prefix or wildcard`,
    )
  checkUri(uri, rules, match)
  return { uri, match }
}

/** True for what {@link checkUri} lets pass, or would under another match policy. */
export const isWithinRules = (uri: Uri, { uriCheck, limits }: UriRules, match: MatchPolicy): boolean =>
  uri.length <= limits.uriLength && isUri(uri, uriCheck, match)

/**
 * Checks a URI that a client wants to publish to or to register: `wamp.…` belongs to the router (*Reserved URIs*).
 * @throws WampError `wamp.error.invalid_uri` when it is reserved.
 */
export function checkNotReserved(uri: Uri): void {
  if (isReserved(uri))
    throw new WampError(
      'wamp.error.invalid_uri',
      `${quoted(uri)} is reserved: URIs that start with "wamp." belong to the router`,
    )
}
