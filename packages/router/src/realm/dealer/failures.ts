/** The errors that end a call without its callee's answer. */
import { EMPTY_DICT, Payload, Refusal } from '@wampeter/protocol'
import type { Uri, WampError } from '@wampeter/protocol'
import { isPassthru } from '../announced.ts'
import type { Answerer } from '../peer.ts'
import type { AdmittedCall } from './admitted-call.ts'
import type { Failure } from './call-values.ts'
import { quoted } from '../quoted.ts'

/** Converts an error to the contents of an ERROR. */
export const failureFor = ({ uri, args, kwargs }: WampError): Failure => ({
  error: uri,
  details: EMPTY_DICT,
  payload: Payload.of(args, kwargs),
})

const failure = (uri: Uri, text: string): Failure => failureFor(new Refusal(uri, text))

/** Ends calls whose callee has left. */
export const CALLEE_LEFT = failure('wamp.error.canceled', 'the callee left before it answered')
/** Ends calls that their caller has cancelled. */
export const CANCELED = failure('wamp.error.canceled', 'the caller cancelled the call')
/** Ends calls that have exceeded their timeout. */
export const TIMED_OUT = failure('wamp.error.timeout', 'the call took longer than its caller allows')
/** The error of a call that no callee is left to take. */
export const NO_CALLEE_LEFT: Uri = 'wamp.error.no_available_callee'
/** Ends calls that cannot be re-routed any further. */
export const noCalleeLeft = (): WampError => new Refusal(NO_CALLEE_LEFT, 'every callee has refused the call')

/** The error for a procedure without a registration. */
export const noSuchProcedure = (procedure: Uri): WampError =>
  new Refusal('wamp.error.no_such_procedure', `no procedure ${quoted(procedure)} is registered`)

/** The error for a call that needs a feature which its callee lacks; undefined when none is missing. */
export function unsupported(
  { hasMoreParts, passthru }: Pick<AdmittedCall, 'hasMoreParts' | 'passthru'>,
  answerer: Answerer,
): WampError | undefined {
  if (hasMoreParts && !answerer.takesParts)
    return lacking('calls in parts (progressive_call_invocations and call_canceling)')
  if (isPassthru(passthru) && !answerer.takesPassthru) return lacking('payload_passthru_mode')
  return undefined
}

/**
 * Gives an answerer back that cannot take a call for which it was chosen.
 * @throws WampError `wamp.error.feature_not_supported`.
 */
export function checkSupported(call: Parameters<typeof unsupported>[0], answerer: Answerer): void {
  const lacking = unsupported(call, answerer)
  if (lacking === undefined) return
  answerer.release()
  throw lacking
}

const lacking = (what: string): WampError =>
  new Refusal('wamp.error.feature_not_supported', `the callee does not support ${what}`)
