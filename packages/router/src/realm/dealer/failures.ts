/** How calls end without a result, other than by their callee's word. */
import { EMPTY_DICT, Payload, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { Failure } from './call-values.ts'
import { quoted } from '../quoted.ts'

export const failureFor = ({ uri, args, kwargs }: WampError): Failure => ({
  error: uri,
  details: EMPTY_DICT,
  payload: Payload.of(args, kwargs),
})

const failure = (uri: Uri, text: string): Failure => failureFor(new WampError(uri, text))

export const CALLEE_LEFT = failure('wamp.error.canceled', 'the callee left before it answered')
export const CANCELED = failure('wamp.error.canceled', 'the caller cancelled the call')
export const TIMED_OUT = failure('wamp.error.timeout', 'the call took longer than its caller allows')
export const NO_CALLEE_LEFT = failure('wamp.error.no_available_callee', 'every callee has refused the call')

export const noSuchProcedure = (procedure: Uri): WampError =>
  new WampError('wamp.error.no_such_procedure', `no procedure ${quoted(procedure)} is registered`)

/** @throws WampError; `what` is the option that asks for it. */
export const unsupported = (what: string): WampError =>
  new WampError('wamp.error.feature_not_supported', `the callee does not support ${what}`)
