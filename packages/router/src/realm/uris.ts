import { isReserved, isUri, WampError } from '@wampeter/protocol'
import type { MatchPolicy, Uri } from '@wampeter/protocol'
import type { RealmOptions } from './options.ts'
import { quoted } from './quoted.ts'

/** What a realm says about URIs. */
export type UriRules = Pick<RealmOptions, 'uriCheck'> & { readonly limits: Pick<RealmOptions['limits'], 'uriLength'> }

/**
 * Checks the URI of a request. Its length first: what a session subscribes to and registers is kept, and a rule that
 * looks at a megabyte takes its time.
 * @throws WampError `wamp.error.invalid_uri` when it breaks the realm's rules.
 */
export function checkUri(uri: Uri, { uriCheck, limits: { uriLength } }: UriRules): void {
  if (uri.length > uriLength)
    throw new WampError('wamp.error.invalid_uri', `a URI may have ${uriLength} characters here, not ${uri.length}`)
  if (!isUri(uri, uriCheck))
    throw new WampError('wamp.error.invalid_uri', `${quoted(uri)} is not a valid URI (${uriCheck} rules)`)
}

/** True for what {@link checkUri} lets pass, or would under another match policy. */
export const isWithinRules = (uri: Uri, { uriCheck, limits }: UriRules, match: MatchPolicy): boolean =>
  uri.length <= limits.uriLength && isUri(uri, uriCheck, match)

/**
 * Checks a URI that a client wants to publish to or to register: `wamp.…` belongs to the router (*Reserved URIs*).
 * @throws WampError `wamp.error.invalid_uri` when it is malformed or reserved.
 */
export function checkOwnUri(uri: Uri, rules: UriRules): void {
  checkUri(uri, rules)
  if (isReserved(uri))
    throw new WampError(
      'wamp.error.invalid_uri',
      `${quoted(uri)} is reserved: URIs that start with "wamp." belong to the router`,
    )
}
