/** UNREGISTER and UNREGISTERED. */
import { asDict, asId, asIdOrZero } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { EMPTY_DICT } from '../values.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * Removes a registration (*Registering and Unregistering*). Some clients add empty Options, which are read and dropped.
 */
export interface Unregister {
  readonly kind: 'UNREGISTER'
  readonly request: Id
  readonly registration: Id
}

/** The details of a revocation. */
export interface UnregisteredDetails {
  readonly registration?: Id
  readonly reason?: Uri
}

/** Answers UNREGISTER. With request 0 and `{registration, reason?}` it is a revocation (*Registration Revocation*). */
export interface Unregistered {
  readonly kind: 'UNREGISTERED'
  readonly request: Id | 0
  readonly details: UnregisteredDetails & Dict
}

export function readUnregister([, request, registration, options = EMPTY_DICT]: readonly unknown[]): Unregister {
  asDict(options, 'UNREGISTER.Options')
  return {
    kind: 'UNREGISTER',
    request: asId(request, 'UNREGISTER.Request'),
    registration: asId(registration, 'UNREGISTER.Registration'),
  }
}

export const writeUnregister = ({ request, registration }: Unregister): readonly unknown[] => [
  66,
  request,
  registration,
]

const DETAILS: OptionTypes<UnregisteredDetails> = { registration: 'id', reason: 'string' }

export function readUnregistered([, id, given = EMPTY_DICT]: readonly unknown[]): Unregistered {
  const request = asIdOrZero(id, 'UNREGISTERED.Request')
  const details = readOptions(given, DETAILS, 'UNREGISTERED.Details')
  if (request === 0) asId(details.registration, 'UNREGISTERED.Details.registration')
  return { kind: 'UNREGISTERED', request, details }
}

export const writeUnregistered = ({ request, details }: Unregistered): readonly unknown[] =>
  request === 0 ? [67, request, details] : [67, request]
