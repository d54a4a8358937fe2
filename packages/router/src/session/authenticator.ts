/**
 * The interface of authenticators, which judge log-ins. An authenticator answers at once or by a promise, and may send
 * a challenge.
 */
import type { Dict, HelloDetails, Id, Uri } from '@wampeter/protocol'
import type { TransportInfo } from './transport.ts'

/** The HELLO of a client, and the data of its connection. */
export interface LoginAttempt {
  readonly realm: Uri
  readonly details: HelloDetails & Dict
  /** The id that the session will get. */
  readonly session: Id
  readonly transport: TransportInfo
  /** Aborted when the verdict is no longer needed. */
  readonly signal: AbortSignal
}

/** The identity that an authenticator gives to a session. */
export interface Principal {
  readonly authid: string
  readonly authrole: string
  /** The source of the principal: `static` or `dynamic`. */
  readonly authprovider: string
  /** The procedure that accepted the log-in; undefined when the config did. */
  readonly decidedBy?: Uri
  /** The contents of `authextra` in WELCOME. */
  readonly extra?: Dict
  /** A realm that replaces the one in HELLO. */
  readonly realm?: Uri
}

/** The answer of an authenticator to HELLO or AUTHENTICATE. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly principal: Principal }
  | {
      readonly kind: 'refused'
      readonly reason: Uri
      readonly message: string
      /** A text for the log, in place of the message. */
      readonly why?: string
      /** Milliseconds after which the client should try again. */
      readonly retryAfterMs?: number
    }
  | {
      readonly kind: 'challenge'
      readonly extra: Dict
      answer(signature: string, extra: Dict): Verdict | Promise<Verdict>
    }

/** Judges log-ins by one authentication method. */
export interface Authenticator {
  /** Its name in `authmethods`: `ticket`, `wampcra`, … */
  readonly method: string
  /** True when the realm of HELLO need not exist, because the verdict may name another. */
  readonly assignsRealm?: boolean
  /** Judges HELLO. An exception or a rejected promise refuses this one log-in with `authentication_failed`. */
  begin(attempt: LoginAttempt): Verdict | Promise<Verdict>
}

/** The authid and authrole that a client asks for, as arguments for procedures; null when it names none. */
export const wishesOf = ({ details: { authid, authrole } }: LoginAttempt): Dict => ({
  authid: authid ?? null,
  authrole: authrole ?? null,
})

/** The refusal for a wrong secret and for an unknown user. A client cannot tell one from the other. */
export const DENIED: Verdict = {
  kind: 'refused',
  reason: 'wamp.error.authentication_denied',
  message: 'the user does not exist, or the secret is wrong',
}
