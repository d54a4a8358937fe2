/** What goes to a callee, and what comes back from it. */
import type { Dict, Id, InvocationDetails, Payload, Uri } from '@wampeter/protocol'

export interface InvocationParts {
  /** The registration that was chosen. */
  readonly registration: Id
  readonly details: InvocationDetails & Dict
  readonly payload: Payload
}

export interface Result {
  readonly details: Dict
  readonly payload: Payload
}

export interface Failure {
  readonly error: Uri
  readonly details: Dict
  readonly payload: Payload
}
