import { Payload } from '@wampeter/protocol'
import type { Abort, Dict, Uri } from '@wampeter/protocol'
import { CLOSE } from './transport.ts'

/** What ABORT says, and the close code that follows. */
export interface Farewell {
  readonly reason: Uri
  readonly message: string
  readonly code: number
  /** When trying again makes sense, in milliseconds. Ours: our client obeys it. */
  readonly retryAfterMs?: number
}

/** The details of an ABORT or a GOODBYE. */
export const farewellDetails = (message?: string, retryAfterMs?: number): Dict => ({
  ...(message === undefined ? {} : { message }),
  ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
})

export const abortFor = ({ reason, message, retryAfterMs }: Farewell): Abort => ({
  kind: 'ABORT',
  details: farewellDetails(message, retryAfterMs),
  reason,
  payload: Payload.empty,
})

/** For a peer without a session, where an endpoint closes. */
export const TURNED_AWAY: Farewell = {
  reason: 'wamp.close.system_shutdown',
  message: 'this endpoint is being closed',
  code: CLOSE.goingAway,
}
