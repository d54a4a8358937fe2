import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Verdict } from './verdict.ts'
import type { Waitable } from './waitable.ts'

/** Stands before one session's requests, where its role has an authorizer: see {@link Authorizer}. */
export interface Gatekeeper {
  /** The procedure that is asked. */
  readonly procedure: Uri
  /** What was said about the request that is being carried out; undefined where nobody was asked. */
  readonly verdict: Verdict | undefined
  /** Carries a request out, now or when it has been judged. */
  receive(message: Waitable): Effect[]
  /** Forgets answers that might serve again, and says how many. */
  forget(): number
}
