/** The interfaces of the log and of the counters. */
import type { MessageKind, Uri } from '@wampeter/protocol'
import type { Identity } from '../realm/receiver.ts'
import type { CountName } from './count-names.ts'

/** The level of a log line. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Named values of a log line. They never contain secrets. */
export type LogFields = Readonly<Record<string, unknown>>

/** The fields that identify the session in every log line. */
export const fieldsOf = (identity: Identity | undefined): LogFields => ({
  realm: identity?.realm,
  session: identity?.session,
  authid: identity?.authid,
})

/** The log of the router. */
export interface Log {
  /** True when debug lines are written. Otherwise the caller should not make their text. */
  readonly isDebug: boolean
  /** True when no line is written at all. Then the caller should not make its text. */
  readonly isSilent?: boolean
  /** The number of lines that could not be written, if the log counts them. */
  readonly linesLost?: number
  write(level: LogLevel, text: string, fields?: LogFields): void
}

/** The kinds of refusals. `session` ends a session; `publish` is a PUBLISH without acknowledgement. */
export type Refused = 'login' | 'session' | 'request' | 'publish'

/**
 * Counters of the message path. Each method is called for every message or frame, so it must cost no more than an
 * addition.
 */
export interface Traffic {
  /** Counts an incoming frame. */
  arrived(bytes: number): void
  /** Counts an incoming message. */
  received(kind: MessageKind): void
  /** Counts a message to a number of receivers, with the total bytes of its frames. */
  sent(kind: MessageKind, receivers: number, bytes: number): void
}

/** All counters of the router. */
export interface Counters extends Traffic {
  count(name: CountName): void
  /** Records the latency of a call, from CALL to its final answer. */
  callAnswered(ms: number): void
  /** Counts a session that joined a realm. Both names come from the config. */
  joined(realm: Uri, role: string): void
  /** Counts a refusal. Known reasons are counted by name, all others together. */
  refused(what: Refused, reason: Uri): void
}
