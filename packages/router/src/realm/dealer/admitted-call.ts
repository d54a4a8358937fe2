import type { Dict, Payload, Uri } from '@wampeter/protocol'
import type { Identity } from '../receiver.ts'

/** A call, decided: it may be made. A plain value: any router of the realm could put it to a callee. */
export interface AdmittedCall {
  readonly procedure: Uri
  readonly payload: Payload
  readonly caller: Identity
  /** The caller is shown, whether the callee asks for that or not. */
  readonly isDisclosed: boolean
  /** The marks of a payload that must not be opened. */
  readonly passthru: Dict | undefined
  /** The caller takes results in parts. */
  readonly receivesProgress: boolean
  /** Further parts of the call follow. */
  readonly hasMoreParts: boolean
  /** Milliseconds that the call may take; 0: any time. */
  readonly timeoutMs: number
}
