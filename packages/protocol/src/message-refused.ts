import { WampError } from './errors.ts'
import type { MessageKind } from './message.ts'
import type { Id } from './values.ts'

/** What is known of a message that was not decoded: enough to answer it. */
export interface RefusedMessage {
  readonly kind: MessageKind
  /** The type code of `kind`, as the request type of an ERROR names it. */
  readonly code: number
  /** The request id; undefined where the message has none, as HELLO, ABORT and GOODBYE. */
  readonly request: Id | undefined
  /** True for a PUBLISH whose Options say `acknowledge: true`: its publisher expects an answer. */
  readonly isAcknowledged: boolean
}

/**
 * A message over one of the bounds of a `ReadMeter`. It is well formed as far as it was looked at, and nothing of it was
 * decoded except what {@link RefusedMessage} names.
 */
export class MessageRefused extends WampError {
  override readonly name: string = 'MessageRefused'
  readonly refused: RefusedMessage

  constructor(refused: RefusedMessage, text: string) {
    super('wampeter.error.limit_exceeded', text)
    this.refused = refused
  }
}
