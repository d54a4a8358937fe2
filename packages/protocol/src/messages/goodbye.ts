/** GOODBYE. */
import { asDict, asUri } from '../fields.ts'
import type { Dict, Uri } from '../values.ts'

/** Ends a session in order. The receiver answers with another GOODBYE (*Session Closing*). */
export interface Goodbye {
  readonly kind: 'GOODBYE'
  readonly details: Dict
  readonly reason: Uri
}

export const readGoodbye = ([, details, reason]: readonly unknown[]): Goodbye => ({
  kind: 'GOODBYE',
  details: asDict(details, 'GOODBYE.Details'),
  reason: asUri(reason, 'GOODBYE.Reason'),
})

export const writeGoodbye = ({ details, reason }: Goodbye): readonly unknown[] => [6, details, reason]
