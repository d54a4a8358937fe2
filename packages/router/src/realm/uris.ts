import { isReserved, isUri, WampError } from '@wampeter/protocol'
import type { Uri, UriCheck } from '@wampeter/protocol'

/**
 * Checks the URI of a request.
 * @throws WampError `wamp.error.invalid_uri` when it breaks the realm's rules.
 */
export function checkUri(uri: Uri, check: UriCheck): void {
  if (!isUri(uri, check))
    throw new WampError('wamp.error.invalid_uri', `${shown(uri)} is not a valid URI (${check} rules)`)
}

/**
 * Checks a URI that a client wants to publish to or to register: `wamp.…` belongs to the router (*Reserved URIs*).
 * @throws WampError `wamp.error.invalid_uri` when it is malformed or reserved.
 */
export function checkOwnUri(uri: Uri, check: UriCheck): void {
  checkUri(uri, check)
  if (isReserved(uri))
    throw new WampError(
      'wamp.error.invalid_uri',
      `${shown(uri)} is reserved: URIs that start with "wamp." belong to the router`,
    )
}

const LONGEST_SHOWN = 200

/** A peer's text in an answer or a log line: quoted, and of bounded length. */
const shown = (text: string): string =>
  JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)
