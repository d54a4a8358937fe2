/** The interface of authorizers. */
import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Verdict } from './verdict.ts'
import type { Waitable } from './waitable.ts'

/** Judges the requests of one session whose role has an authorizer: see {@link Authorizer}. */
export interface Gatekeeper {
  /** The procedure of the authorizer. */
  readonly procedure: Uri
  /** The verdict on the request that is being carried out; undefined when the request needs none. */
  readonly verdict: Verdict | undefined
  /** Carries out a request at once, or after it has been judged. */
  receive(message: Waitable): Effect[]
  /** Clears the cached answers and returns their number. */
  forget(): number
}
