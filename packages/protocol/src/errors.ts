/** The kinds of errors that a peer can cause. */
import { EMPTY_DICT } from './values.ts'
import type { Dict, Uri } from './values.ts'

/** The data of a {@link WampError} besides its URI and text. */
export interface WampErrorOptions extends ErrorOptions {
  readonly args?: readonly unknown[]
  readonly kwargs?: object | undefined
  /** Of a received error: `ERROR.Details`. Of a thrown one, the `ppt_…` keys are sent with it. */
  readonly details?: Dict
}

/** An error that answers one request with ERROR. The session continues (*Error Handling*). */
export class WampError extends Error {
  override readonly name: string = 'WampError'
  readonly uri: Uri
  readonly args: readonly unknown[]
  readonly kwargs: Dict | undefined
  readonly details: Dict

  constructor(uri: Uri, message: string, options: WampErrorOptions = {}) {
    super(message, options)
    this.uri = uri
    this.args = options.args ?? (message === '' ? [] : [message])
    this.kwargs = options.kwargs as Dict | undefined
    this.details = options.details ?? EMPTY_DICT
  }
}

/**
 * A WampError without a stack, for a request that is refused because of what its sender asked. A stack would tell
 * nothing, and costs more than the whole rest of a refusal. An error of another class keeps its stack.
 */
export class Refusal extends WampError {
  constructor(uri: Uri, message: string, options?: WampErrorOptions) {
    const limit: unknown = Reflect.get(Error, 'stackTraceLimit')
    Reflect.set(Error, 'stackTraceLimit', 0) // `Reflect`, because a frozen `Error` must not throw here
    try {
      super(uri, message, options)
    } finally {
      Reflect.set(Error, 'stackTraceLimit', limit)
    }
  }
}

/** An error that ends one session with ABORT `wamp.error.protocol_violation` (*Building Blocks: Protocol Errors*). */
export class ProtocolViolation extends Error {
  override readonly name: string = 'ProtocolViolation'
}
