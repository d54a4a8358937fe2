/** The contents of ABORT and GOODBYE. */
import { Payload } from '@wampeter/protocol'
import type { Abort, Dict, Uri } from '@wampeter/protocol'
import { CLOSE } from './transport.ts'

/** The contents of an ABORT, and the close code of the transport. */
export interface Farewell {
  readonly reason: Uri
  readonly message: string
  readonly code: number
  /** Milliseconds after which the client should connect again. An extension of Wampeter; its own client obeys it. */
  readonly retryAfterMs?: number
}

/** The details of an ABORT or a GOODBYE. */
export const farewellDetails = (message?: string, retryAfterMs?: number): Dict => ({
  ...(message === undefined ? {} : { message }),
  ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
})

/** Makes the ABORT of a farewell. */
export const abortFor = ({ reason, message, retryAfterMs }: Farewell): Abort => ({
  kind: 'ABORT',
  details: farewellDetails(message, retryAfterMs),
  reason,
  payload: Payload.empty,
})

/** The farewell for a peer without a session when its endpoint closes. */
export const TURNED_AWAY: Farewell = {
  reason: 'wamp.close.system_shutdown',
  message: 'this endpoint is being closed',
  code: CLOSE.goingAway,
}
