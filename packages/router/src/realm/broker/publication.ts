/** An event, decided. */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, EventDetails, Id, Payload, Uri } from '@wampeter/protocol'
import type { Identity } from '../receiver.ts'
import type { Audience } from './audience.ts'

/**
 * A plain value: any router of the realm can deliver it, at any time. The payload is valid in this turn of the event
 * loop only; what keeps a publication longer keeps `detached(payload)`.
 */
export interface Publication {
  readonly id: Id
  readonly topic: Uri
  readonly payload: Payload
  /** The session that published; undefined for what the router tells about itself. */
  readonly publisher: Identity | undefined
  /** True when receivers are shown the publisher. */
  readonly isDisclosed: boolean
  /** The marks of a payload that must not be opened. */
  readonly passthru: Dict | undefined
  /** Undefined: every subscriber. */
  readonly audience: Audience | undefined
  /** True when it is kept for sessions that subscribe later. */
  readonly isRetained: boolean
}

/** What its events say beside the payload, to subscribers of the topic itself. */
export function detailsOf({ publisher, isDisclosed, passthru }: Publication): EventDetails & Dict {
  if (publisher === undefined || !isDisclosed) return passthru ?? EMPTY_DICT
  const { session, authid, authrole } = publisher
  return { publisher: session, publisher_authid: authid, publisher_authrole: authrole, ...passthru }
}
