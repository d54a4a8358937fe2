import { MOST_HEADER_VALUES, MOST_WEIGHT } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'

/** Per transport: how long a session may take, how much may wait for it, and who may log in. */
export interface SessionLimits {
  /** Milliseconds for HELLO, and again for AUTHENTICATE. */
  readonly handshakeTimeoutMs: number
  /** Milliseconds that a peer has to answer GOODBYE before the transport is closed. */
  readonly goodbyeTimeoutMs: number
  /** Most bytes that may wait for one session, the socket's buffer included. */
  readonly outboxBytes: number
  /** Bytes of one message before WELCOME. */
  readonly loginMessageBytes: number
  /** Values that one message may hold before WELCOME. */
  readonly loginValues: number
  /** Values that Options or Details of one message may hold afterwards. */
  readonly headerValues: number
  /** What one message may weigh afterwards, its payload included: a number weighs 1. */
  readonly messageWeight: number
  /** Messages of one batch. */
  readonly batchMessages: number
}

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

/** Outbox bytes of the whole process; past it the session that holds most is ended. */
export const DEFAULT_PROCESS_OUTBOX_BYTES = 256 * 1024 * 1024

/** Who may log in over a transport, by method. Absent methods are not offered. */
export interface AuthOptions {
  readonly anonymous?: AnonymousOptions | DynamicOptions
  readonly ticket?: ReadonlyMap<string, TicketPrincipal> | DynamicOptions
  readonly wampcra?: ReadonlyMap<string, WampcraUser> | DynamicOptions
  readonly cryptosign?: ReadonlyMap<string, CryptosignPrincipal> | DynamicOptions
}

/** A procedure decides who may log in. */
export interface DynamicOptions {
  readonly authenticator: Uri
  /** The realm where it is registered; the one that the client asks for where absent. */
  readonly authenticatorRealm?: Uri
  /** The role of a log-in whose answer names none. */
  readonly defaultRole?: string
  /** Milliseconds that it has for one answer. */
  readonly timeoutMs: number
  /** True where it may give the role `trusted`. */
  readonly allowsTrusted: boolean
}

export const DEFAULT_AUTHENTICATOR_TIMEOUT_MS = 10_000

/** Log-ins of one router that may wait for authenticators at the same time. */
export const DEFAULT_WAITING_LOGINS = 1_000

export interface CryptosignPrincipal {
  /** In lower-case hexadecimal. */
  readonly publicKeys: readonly string[]
  readonly role: string
}

export interface AnonymousOptions {
  readonly role: string
  /** The authid of everybody; random for each session where absent. */
  readonly authid?: string
}

export interface TicketPrincipal {
  readonly ticket: string
  readonly role: string
}

export interface WampcraUser {
  readonly secret: string
  readonly role: string
  readonly salt?: WampcraSalt
}

/** Salted secrets: `secret` is the derived key (Crossbar's long-standing meaning), or the password to derive it from. */
export interface WampcraSalt {
  readonly salt: string
  readonly iterations: number
  readonly keylen: number
  /** True when `secret` is the plain password. */
  readonly derive: boolean
}
