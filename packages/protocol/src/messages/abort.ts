/** ABORT. */
import { asDict, asUri } from '../fields.ts'
import type { Payload } from '../payload.ts'
import type { Dict, Uri } from '../values.ts'

/** Refuses a session, or ends one after a violation. It is never answered (*Session Establishment: ABORT*). */
export interface Abort {
  readonly kind: 'ABORT'
  readonly details: Dict
  readonly reason: Uri
  readonly payload: Payload
}

export const readAbort = ([, details, reason]: readonly unknown[], payload: Payload): Abort => ({
  kind: 'ABORT',
  details: asDict(details, 'ABORT.Details'),
  reason: asUri(reason, 'ABORT.Reason'),
  payload,
})

export const writeAbort = ({ details, reason }: Abort): readonly unknown[] => [3, details, reason]
