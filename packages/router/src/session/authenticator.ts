/** How a session's wish to log in is judged. An authenticator answers at once or by a promise, and may ask back. */
import type { Dict, HelloDetails, Id, Uri } from '@wampeter/protocol'
import type { TransportInfo } from './transport.ts'

/** What a client asks for in HELLO. */
export interface LoginAttempt {
  readonly realm: Uri
  readonly details: HelloDetails & Dict
  /** The id that the session will have. */
  readonly session: Id
  readonly transport: TransportInfo
}

/** Who a session turned out to be. */
export interface Principal {
  readonly authid: string
  readonly authrole: string
  /** Where the principal is known from: `static`, `dynamic`. */
  readonly authprovider: string
  /** What WELCOME tells in `authextra`. */
  readonly extra?: Dict
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly reason: Uri; readonly message: string }
  | {
      readonly kind: 'challenge'
      readonly extra: Dict
      answer(signature: string, extra: Dict): Verdict | Promise<Verdict>
    }

export interface Authenticator {
  /** The name in `authmethods`: `ticket`, `wampcra`, … */
  readonly method: string
  /** Judges HELLO. Throwing, or a rejected promise, refuses this one log-in with `authentication_failed`. */
  begin(attempt: LoginAttempt): Verdict | Promise<Verdict>
}

/** The refusal for a wrong secret, and for a user that does not exist: nobody can tell them apart. */
export const DENIED: Verdict = {
  kind: 'refused',
  reason: 'wamp.error.authentication_denied',
  message: 'the user does not exist, or the secret is wrong',
}
