import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Verdict } from './verdict.ts'
import type { Waitable } from './waitable.ts'

/** Stands before one session's requests, where its role has an authorizer: see {@link Authorizer}. */
export interface Gatekeeper {
  /** Who is asked. */
  readonly procedure: Uri
  /** How many requests wait. */
  readonly waiting: number
  /** What was said about the request that is being carried out; undefined where nobody was asked. */
  readonly verdict: Verdict | undefined
  /** Carries a request out, now or when it has been judged. */
  receive(message: Waitable): Effect[]
  /** Runs when nothing waits any more. */
  finally(last: () => Effect[]): Effect[]
  /** Forgets answers that might serve again, and says how many. */
  forget(): number
  /** Somebody else, or nobody, is asked from now on: what waited comes back, in order, to be received anew. */
  release(): { readonly messages: readonly Waitable[]; readonly effects: Effect[] }
  /** The session is gone: what waited is not carried out any more, and nobody needs to answer. */
  leave(): Effect[]
}
