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
  /** Aborted when nobody waits for the verdict any more. */
  readonly signal: AbortSignal
}

/** Who a session turned out to be. */
export interface Principal {
  readonly authid: string
  readonly authrole: string
  /** Where the principal is known from: `static`, `dynamic`. */
  readonly authprovider: string
  /** The procedure that knew it; undefined where the config did. */
  readonly decidedBy?: Uri
  /** What WELCOME tells in `authextra`. */
  readonly extra?: Dict
  /** Another realm than the one that was asked for. */
  readonly realm?: Uri
}

export type Verdict =
  | { readonly kind: 'accepted'; readonly principal: Principal }
  | {
      readonly kind: 'refused'
      readonly reason: Uri
      readonly message: string
      /** What the log says beyond the message. */
      readonly why?: string
      /** When trying again makes sense, in milliseconds. */
      readonly retryAfterMs?: number
    }
  | {
      readonly kind: 'challenge'
      readonly extra: Dict
      answer(signature: string, extra: Dict): Verdict | Promise<Verdict>
    }

export interface Authenticator {
  /** The name in `authmethods`: `ticket`, `wampcra`, … */
  readonly method: string
  /** True where the realm of HELLO need not exist, because the verdict may name another. */
  readonly assignsRealm?: boolean
  /** Judges HELLO. Throwing, or a rejected promise, refuses this one log-in with `authentication_failed`. */
  begin(attempt: LoginAttempt): Verdict | Promise<Verdict>
}

/** Who and what a client wishes to be, for procedures that want to know; null where it says nothing. */
export const wishesOf = ({ details: { authid, authrole } }: LoginAttempt): Dict => ({
  authid: authid ?? null,
  authrole: authrole ?? null,
})

/** The refusal for a wrong secret, and for a user that does not exist: nobody can tell them apart. */
export const DENIED: Verdict = {
  kind: 'refused',
  reason: 'wamp.error.authentication_denied',
  message: 'the user does not exist, or the secret is wrong',
}
