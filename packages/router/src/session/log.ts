import type { Identity } from '../realm/peer.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Named values beside the text of a log line. Secrets never stand in them. */
export type LogFields = Readonly<Record<string, unknown>>

/** Whom a line is about, as every line says it. */
export const fieldsOf = (identity: Identity | undefined): LogFields => ({
  realm: identity?.realm,
  session: identity?.session,
  authid: identity?.authid,
})

export interface Log {
  /** True when debug lines are wanted: making them costs something. */
  readonly isDebug: boolean
  write(level: LogLevel, text: string, fields?: LogFields): void
}

/** Counters with fixed names, so that nothing a peer sends can make their number grow. */
export type CountName =
  | 'sessions_opened'
  | 'sessions_refused'
  | 'protocol_violations'
  | 'slow_readers_ended'
  | 'handshake_timeouts'
  | 'connections_refused'
  | 'senders_throttled'
  | 'internal_errors'
  | 'publish_refused'
  | 'publish_unheard'
  | 'request_refused'
  | 'answer_dropped'
  | 'progress_dropped'
  | 'message_unencodable'
  | 'authorizer_failed'
  | 'parked_dropped'
  | 'internal_error'

export interface Counters {
  count(name: CountName): void
}
