/** What an authenticator sees of a log-in, and how it learns that the log-in is over. */
import type { Dict, HelloDetails, Id, Uri } from '@wampeter/protocol'
import type { LoginAttempt } from './authenticator.ts'
import type { TransportInfo } from './transport.ts'

/** Tells an authenticator that its log-in is over. Most never ask, so the signal is made when it is first read. */
export class AttemptEnd {
  #controller: AbortController | undefined
  #hasCome = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#hasCome) this.#controller.abort()
    return this.#controller.signal
  }

  come(): void {
    this.#hasCome = true
    this.#controller?.abort()
  }
}

/** The data of an attempt. */
export interface AttemptParts {
  readonly realm: Uri
  readonly details: HelloDetails & Dict
  readonly session: Id
  readonly transport: TransportInfo
}

/** A HELLO and its connection. A class, because a getter in an object literal costs a microsecond for each object. */
export class Attempt implements LoginAttempt {
  readonly realm: Uri
  readonly details: HelloDetails & Dict
  readonly session: Id
  readonly transport: TransportInfo
  readonly #end: AttemptEnd

  constructor({ realm, details, session, transport }: AttemptParts, end: AttemptEnd) {
    this.realm = realm
    this.details = details
    this.session = session
    this.transport = transport
    this.#end = end
  }

  get signal(): AbortSignal {
    return this.#end.signal
  }
}
