import type { Dict, Uri } from './values.ts'

/** What a {@link WampError} carries besides its URI and text. */
export interface WampErrorOptions extends ErrorOptions {
  readonly args?: readonly unknown[]
  readonly kwargs?: object | undefined
}

/** Answers one request with ERROR; the session goes on (*Error Handling*). */
export class WampError extends Error {
  override readonly name: string = 'WampError'
  readonly uri: Uri
  readonly args: readonly unknown[]
  readonly kwargs: Dict | undefined

  constructor(uri: Uri, message: string, options: WampErrorOptions = {}) {
    super(message, options)
    this.uri = uri
    this.args = options.args ?? (message === '' ? [] : [message])
    this.kwargs = options.kwargs as Dict | undefined
  }
}

/** Ends one session with ABORT `wamp.error.protocol_violation` (*Building Blocks: Protocol Errors*). */
export class ProtocolViolation extends Error {
  override readonly name: string = 'ProtocolViolation'
}
