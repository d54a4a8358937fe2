import type { Principal } from './authenticator.ts'

/** A user as a store of principals gives it. For an unknown name everything is pretended, and `isKnown` is false. */
export interface Candidate<Credential> {
  readonly principal: Principal
  readonly credential: Credential
  readonly isKnown: boolean
}

/** Who may log in by one method. It never says "no such user": whoever asks must do the same work for both. */
export interface Principals<Credential> {
  find(authid: string): Candidate<Credential> | Promise<Candidate<Credential>>
}
