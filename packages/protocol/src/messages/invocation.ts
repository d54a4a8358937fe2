/** INVOCATION and YIELD. */
import { asId } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { PASSTHRU_TYPES } from './passthru.ts'
import type { PassthruOptions } from './passthru.ts'
import type { Payload } from '../payload.ts'
import type { Dict, Id, Uri } from '../values.ts'

/** The details of INVOCATION. `procedure` is present for pattern registrations, `caller…` if disclosed. */
export interface InvocationDetails extends PassthruOptions {
  readonly procedure?: Uri
  readonly caller?: Id
  readonly caller_authid?: string
  readonly caller_authrole?: string
  readonly receive_progress?: boolean
  readonly progress?: boolean
  readonly timeout?: number
}

/**
 * Brings a call to a callee (*Calling and Invocations*). `request` is the dealer's invocation id, not the caller's
 * request id.
 */
export interface Invocation {
  readonly kind: 'INVOCATION'
  readonly request: Id
  readonly registration: Id
  readonly details: InvocationDetails & Dict
  readonly payload: Payload
}

/** The options of YIELD. */
export interface YieldOptions extends PassthruOptions {
  readonly progress?: boolean
}

/** Answers INVOCATION with a result. Further results follow while `progress` is true. */
export interface Yield {
  readonly kind: 'YIELD'
  readonly request: Id
  readonly options: YieldOptions & Dict
  readonly payload: Payload
}

const DETAILS: OptionTypes<InvocationDetails> = {
  ...PASSTHRU_TYPES,
  procedure: 'string',
  caller: 'id',
  caller_authid: 'string',
  caller_authrole: 'string',
  receive_progress: 'boolean',
  progress: 'boolean',
  timeout: 'natural',
}

const OPTIONS: OptionTypes<YieldOptions> = { ...PASSTHRU_TYPES, progress: 'boolean' }

export const readInvocation = (
  [, request, registration, details]: readonly unknown[],
  payload: Payload,
): Invocation => ({
  kind: 'INVOCATION',
  request: asId(request, 'INVOCATION.Request'),
  registration: asId(registration, 'INVOCATION.Registration'),
  details: readOptions(details, DETAILS, 'INVOCATION.Details'),
  payload,
})

export const writeInvocation = ({ request, registration, details }: Invocation): readonly unknown[] => [
  68,
  request,
  registration,
  details,
]

export const readYield = ([, request, options]: readonly unknown[], payload: Payload): Yield => ({
  kind: 'YIELD',
  request: asId(request, 'YIELD.Request'),
  options: readOptions(options, OPTIONS, 'YIELD.Options'),
  payload,
})

export const writeYield = ({ request, options }: Yield): readonly unknown[] => [70, request, options]
