/** The data of an admitted call. */
import type { Dict, Payload, Uri } from '@wampeter/protocol'
import type { Identity } from '../receiver.ts'

/** A call that was admitted. A plain value, so that any router of the realm could put it to a callee. */
export interface AdmittedCall {
  readonly procedure: Uri
  readonly payload: Payload
  readonly caller: Identity
  /** True when the callee sees the caller, whether it asks for that or not. */
  readonly isDisclosed: boolean
  /** The `ppt_…` options of a passthru payload; undefined for an ordinary one. */
  readonly passthru: Dict | undefined
  /** True when the caller takes progressive results. */
  readonly receivesProgress: boolean
  /** True when further parts of the call follow. */
  readonly hasMoreParts: boolean
  /** Milliseconds that the call may take; 0 means no limit. */
  readonly timeoutMs: number
}
