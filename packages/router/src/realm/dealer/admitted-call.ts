/** A call, decided: it may be made, and this is what its callee is shown. */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, InvocationDetails, Payload, Uri } from '@wampeter/protocol'
import type { Identity } from '../receiver.ts'

/** A plain value: any router of the realm could put it to a callee. */
export interface AdmittedCall {
  readonly procedure: Uri
  readonly payload: Payload
  readonly details: InvocationDetails & Dict
}

/** The caller as a callee is shown it. */
export const callerDetails = ({ session, authid, authrole }: Identity): InvocationDetails & Dict => ({
  caller: session,
  caller_authid: authid,
  caller_authrole: authrole,
})

/** `caller` is undefined where it is not disclosed; `passthru` are the marks of a payload that must not be opened. */
export function detailsOf(caller: Identity | undefined, passthru: Dict | undefined): InvocationDetails & Dict {
  if (caller === undefined) return passthru ?? EMPTY_DICT
  return passthru === undefined ? callerDetails(caller) : { ...callerDetails(caller), ...passthru }
}
