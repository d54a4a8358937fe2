import { asDict, asId, asIdOrZero } from '../fields.ts'
import { EMPTY_DICT } from '../values.ts'
import type { Dict, Id } from '../values.ts'

/** *Registering and Unregistering*. Some clients add an empty Options; it is read and dropped. */
export interface Unregister {
  readonly kind: 'UNREGISTER'
  readonly request: Id
  readonly registration: Id
}

/** Answers UNREGISTER; with request 0 and `{registration, reason?}` it revokes (*Registration Revocation*). */
export interface Unregistered {
  readonly kind: 'UNREGISTERED'
  readonly request: Id | 0
  readonly details: Dict
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

export const readUnregistered = ([, request, details = EMPTY_DICT]: readonly unknown[]): Unregistered => ({
  kind: 'UNREGISTERED',
  request: asIdOrZero(request, 'UNREGISTERED.Request'),
  details: asDict(details, 'UNREGISTERED.Details'),
})

export const writeUnregistered = ({ request, details }: Unregistered): readonly unknown[] =>
  request === 0 ? [67, request, details] : [67, request]
