/** CALL and RESULT. */
import { asId, asUri } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { PASSTHRU_TYPES } from './passthru.ts'
import type { PassthruOptions } from './passthru.ts'
import type { Payload } from '../payload.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * The options of CALL: *Calling and Invocations*, *Call Timeouts* (milliseconds), *Progressive Call Results*, *Caller
 * Identification*.
 */
export interface CallOptions extends PassthruOptions {
  readonly timeout?: number
  readonly receive_progress?: boolean
  readonly progress?: boolean
  readonly disclose_me?: boolean
}

/** Calls a procedure (*Calling and Invocations*). */
export interface Call {
  readonly kind: 'CALL'
  readonly request: Id
  readonly options: CallOptions & Dict
  readonly procedure: Uri
  readonly payload: Payload
}

/** The details of RESULT. */
export interface ResultDetails extends PassthruOptions {
  readonly progress?: boolean
}

/** Answers CALL. Further results follow while `progress` is true. */
export interface Result {
  readonly kind: 'RESULT'
  readonly request: Id
  readonly details: ResultDetails & Dict
  readonly payload: Payload
}

const OPTIONS: OptionTypes<CallOptions> = {
  ...PASSTHRU_TYPES,
  timeout: 'natural',
  receive_progress: 'boolean',
  progress: 'boolean',
  disclose_me: 'boolean',
}

const DETAILS: OptionTypes<ResultDetails> = { ...PASSTHRU_TYPES, progress: 'boolean' }

export const readCall = ([, request, options, procedure]: readonly unknown[], payload: Payload): Call => ({
  kind: 'CALL',
  request: asId(request, 'CALL.Request'),
  options: readOptions(options, OPTIONS, 'CALL.Options'),
  procedure: asUri(procedure, 'CALL.Procedure'),
  payload,
})

export const writeCall = ({ request, options, procedure }: Call): readonly unknown[] => [
  48,
  request,
  options,
  procedure,
]

export const readResult = ([, request, details]: readonly unknown[], payload: Payload): Result => ({
  kind: 'RESULT',
  request: asId(request, 'RESULT.Request'),
  details: readOptions(details, DETAILS, 'RESULT.Details'),
  payload,
})

export const writeResult = ({ request, details }: Result): readonly unknown[] => [50, request, details]
