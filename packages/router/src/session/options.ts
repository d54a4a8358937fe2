/** The configuration of sessions: their limits, and who may log in. */
import { MOST_HEADER_VALUES, MOST_WEIGHT } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'

/** The limits of a transport for its sessions. */
export interface SessionLimits {
  /** Milliseconds to wait for HELLO, and again for AUTHENTICATE. */
  readonly handshakeTimeoutMs: number
  /** Milliseconds to wait for the peer's GOODBYE before the transport is closed. */
  readonly goodbyeTimeoutMs: number
  /** The most bytes that may wait for one session, including those in the socket's buffer. */
  readonly outboxBytes: number
  /** The most bytes of one message before WELCOME. */
  readonly loginMessageBytes: number
  /** The most values in one message before WELCOME. */
  readonly loginValues: number
  /** The most values in Options or Details of one message after WELCOME. */
  readonly headerValues: number
  /**
   * The highest weight of one message after WELCOME, including its payload. An integer weighs 1, a float or a number of
   * JSON 2.
   */
  readonly messageWeight: number
  /** The most messages in one batch. */
  readonly batchMessages: number
}

/** The limits of a transport that configures none. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  handshakeTimeoutMs: 5_000,
  goodbyeTimeoutMs: 2_000,
  outboxBytes: 1024 * 1024,
  loginMessageBytes: 64 * 1024,
  loginValues: 4_096,
  headerValues: MOST_HEADER_VALUES,
  messageWeight: MOST_WEIGHT,
  batchMessages: 100_000,
}

/** The default limit for the outbox bytes of the whole process. Beyond it, the session that holds most is ended. */
export const DEFAULT_PROCESS_OUTBOX_BYTES = 256 * 1024 * 1024

/** The authentication methods of a transport. Absent methods are not offered. */
export interface AuthOptions {
  readonly anonymous?: AnonymousOptions | DynamicOptions
  readonly ticket?: ReadonlyMap<string, TicketPrincipal> | DynamicOptions
  readonly wampcra?: ReadonlyMap<string, WampcraUser> | DynamicOptions
  readonly cryptosign?: ReadonlyMap<string, CryptosignPrincipal> | DynamicOptions
}

/** Dynamic authentication: a procedure decides about log-ins. */
export interface DynamicOptions {
  readonly authenticator: Uri
  /** The realm in which the procedure is registered. If absent, it is the realm that the client asks for. */
  readonly authenticatorRealm?: Uri
  /** The role of a log-in whose answer names none. */
  readonly defaultRole?: string
  /** Milliseconds that the procedure has for one answer. */
  readonly timeoutMs: number
  /** True when the procedure may give the role `trusted`. */
  readonly allowsTrusted: boolean
}

/** The default of `timeoutMs`. */
export const DEFAULT_AUTHENTICATOR_TIMEOUT_MS = 10_000

/** The default number of log-ins of one router that may wait for authenticators at the same time. */
export const DEFAULT_WAITING_LOGINS = 1_000

/** A user of cryptosign. */
export interface CryptosignPrincipal {
  /** In lower-case hexadecimal. */
  readonly publicKeys: readonly string[]
  readonly role: string
}

/** Anonymous log-ins. */
export interface AnonymousOptions {
  readonly role: string
  /** The authid of all anonymous sessions. If absent, each session gets a random one. */
  readonly authid?: string
}

/** A user of ticket authentication. */
export interface TicketPrincipal {
  readonly ticket: string
  readonly role: string
}

/** A user of WAMP-CRA. */
export interface WampcraUser {
  readonly secret: string
  readonly role: string
  readonly salt?: WampcraSalt
}

/** The salt of a WAMP-CRA secret. `secret` is the derived key, as in Crossbar, or the password to derive it from. */
export interface WampcraSalt {
  readonly salt: string
  readonly iterations: number
  readonly keylen: number
  /** True when `secret` is the password. */
  readonly derive: boolean
}
