/** A publication: an event that was admitted. */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, EventDetails, Id, Payload, Uri } from '@wampeter/protocol'
import type { Identity } from '../receiver.ts'
import type { Audience } from './audience.ts'

/**
 * A plain value: any router of the realm can deliver it at any time. The payload is valid only in this turn of the
 * event loop; code that keeps a publication longer keeps `detached(payload)`.
 */
export interface Publication {
  readonly id: Id
  readonly topic: Uri
  readonly payload: Payload
  /** The session that published; undefined for a meta event. */
  readonly publisher: Identity | undefined
  /** True when receivers see the publisher's session id, authid and authrole. */
  readonly isDisclosed: boolean
  /** The `ppt_…` options of a passthru payload; undefined for an ordinary one. */
  readonly passthru: Dict | undefined
  /** Undefined means every subscriber. */
  readonly audience: Audience | undefined
  /** True when the event is kept for sessions that subscribe later. */
  readonly isRetained: boolean
}

/** The details of its EVENT messages to subscribers of the exact topic. */
export function detailsOf({ publisher, isDisclosed, passthru }: Publication): EventDetails & Dict {
  if (publisher === undefined || !isDisclosed) return passthru ?? EMPTY_DICT
  const { session, authid, authrole } = publisher
  return { publisher: session, publisher_authid: authid, publisher_authrole: authrole, ...passthru }
}
