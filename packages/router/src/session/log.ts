import type { MessageKind, Uri } from '@wampeter/protocol'
import type { Identity } from '../realm/receiver.ts'
import type { CountName } from './count-names.ts'

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
  /** Lines that could not be written, where the log knows. */
  readonly linesLost?: number
  write(level: LogLevel, text: string, fields?: LogFields): void
}

/** What was refused: a log-in, the rest of a session, a request, or a publication without acknowledgement. */
export type Refused = 'login' | 'session' | 'request' | 'publish'

/** What the two doors tell. Each of these is called for every message or frame, so it costs an addition and no more. */
export interface Traffic {
  /** A frame came in. */
  arrived(bytes: number): void
  /** A message came in. */
  received(kind: MessageKind): void
  /** A message went out to so many receivers, in frames of so many bytes together. */
  sent(kind: MessageKind, receivers: number, bytes: number): void
}

export interface Counters extends Traffic {
  count(name: CountName): void
  /** A call has got its last answer, that long after it was made. */
  callAnswered(ms: number): void
  /** A session joined a realm. Both names come from the config. */
  joined(realm: Uri, role: string): void
  /** `reason` may be anything; only known ones are counted by name. */
  refused(what: Refused, reason: Uri): void
}
