import type { Dict } from '@wampeter/protocol'
import type { LoginAttempt, Principal, Verdict } from './authenticator.ts'

/** A user as a store of principals gives it. For an unknown name everything is pretended, and `isKnown` is false. */
export interface Candidate<Credential> {
  readonly kind: 'candidate'
  readonly principal: Principal
  readonly credential: Credential
  readonly isKnown: boolean
}

/** A log-in that goes no further. */
export type Refusal = Extract<Verdict, { kind: 'refused' }>

/**
 * Who may log in by one method. A list never says "no such user": whoever asks must do the same work for both. A
 * procedure that is asked may refuse for its own reasons.
 */
export interface Principals<Credential> {
  /** True where the realm need not be known yet, because the answer may name one. */
  readonly assignsRealm?: boolean
  /** `more` is told to a procedure, and means nothing to a list. */
  find(attempt: LoginAttempt, more?: Dict): Promise<Candidate<Credential> | Refusal>
}
