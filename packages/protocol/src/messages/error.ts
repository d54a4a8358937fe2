/** ERROR. */
import { asCode, asId, asUri } from '../fields.ts'
import { readOptions } from '../options.ts'
import { PASSTHRU_TYPES } from './passthru.ts'
import type { PassthruOptions } from './passthru.ts'
import type { Payload } from '../payload.ts'
import type { Dict, Id, Uri } from '../values.ts'

/** Answers a request of type `requestType` (a type code) with an error (*Error Handling*). */
export interface ErrorMessage {
  readonly kind: 'ERROR'
  readonly requestType: number
  readonly request: Id
  readonly details: PassthruOptions & Dict
  readonly error: Uri
  readonly payload: Payload
}

export const readError = (
  [, requestType, request, details, error]: readonly unknown[],
  payload: Payload,
): ErrorMessage => ({
  kind: 'ERROR',
  requestType: asCode(requestType, 'ERROR.RequestType'),
  request: asId(request, 'ERROR.Request'),
  details: readOptions(details, PASSTHRU_TYPES, 'ERROR.Details'),
  error: asUri(error, 'ERROR.Error'),
  payload,
})

export const writeError = ({ requestType, request, details, error }: ErrorMessage): readonly unknown[] => [
  8,
  requestType,
  request,
  details,
  error,
]
