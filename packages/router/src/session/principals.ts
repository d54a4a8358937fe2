/** The interface of stores of users. */
import type { Dict, Soon } from '@wampeter/protocol'
import type { LoginAttempt, Principal, Verdict } from './authenticator.ts'

/** A user from a store. For an unknown name the store invents one, with `isKnown` false. */
export interface Candidate<Credential> {
  readonly kind: 'candidate'
  readonly principal: Principal
  readonly credential: Credential
  readonly isKnown: boolean
}

/** A refused log-in. */
export type Refusal = Extract<Verdict, { kind: 'refused' }>

/**
 * The users of one authentication method. A list returns an invented candidate for an unknown name, so that the
 * authenticator does the same work for both. A procedure may refuse for its own reasons.
 */
export interface Principals<Credential> {
  /** True when the realm of HELLO need not exist, because the answer may name another. */
  readonly assignsRealm?: boolean
  /** Finds a user. `more` is for procedures; lists ignore it, and most answer at once. */
  find(attempt: LoginAttempt, more?: Dict): Soon<Candidate<Credential> | Refusal>
}
