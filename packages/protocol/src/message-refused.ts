/** The error for a message that exceeds a limit and was not decoded. */
import { Refusal } from './errors.ts'
import type { MessageKind } from './message.ts'
import type { Id } from './values.ts'

/** The data of a message that was not decoded: enough to answer it. */
export interface RefusedMessage {
  readonly kind: MessageKind
  /** The type code of `kind`, which an ERROR names as its request type. */
  readonly code: number
  /** The request id; undefined when the message has none, such as HELLO, ABORT and GOODBYE. */
  readonly request: Id | undefined
  /** True for a PUBLISH with the option `acknowledge: true`: its publisher expects an answer. */
  readonly isAcknowledged: boolean
  /** True for a CALL with the option `progress: true`: further parts of it follow. */
  readonly hasMoreParts: boolean
}

/**
 * A message that exceeds a limit of a `ReadMeter`. As far as it was read, it is well formed. Nothing of it was decoded
 * except the data of {@link RefusedMessage}.
 */
export class MessageRefused extends Refusal {
  override readonly name: string = 'MessageRefused'
  readonly refused: RefusedMessage

  constructor(refused: RefusedMessage, text: string) {
    super('wampeter.error.limit_exceeded', text)
    this.refused = refused
  }
}
