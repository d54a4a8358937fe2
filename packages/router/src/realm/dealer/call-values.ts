/** The contents of an INVOCATION, and of the RESULT or ERROR that answers it. */
import type { Dict, Id, InvocationDetails, Payload, Uri } from '@wampeter/protocol'

/** The contents of an INVOCATION. */
export interface InvocationParts {
  /** The id of the registration that was chosen. */
  readonly registration: Id
  readonly details: InvocationDetails & Dict
  readonly payload: Payload
}

/** The contents of a RESULT. */
export interface Result {
  readonly details: Dict
  readonly payload: Payload
}

/** The contents of an ERROR. */
export interface Failure {
  readonly error: Uri
  readonly details: Dict
  readonly payload: Payload
}
