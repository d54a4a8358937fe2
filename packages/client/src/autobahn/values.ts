/** The small things that Autobahn-JS hands out, under its names and with its fields. */
import type { Dict, Id, Uri } from '@wampeter/protocol'
import type { Progressive } from './deferred.ts'

/** A result with several values, or named ones. */
export class Result {
  readonly args: readonly unknown[]
  readonly kwargs: Dict

  constructor(args?: readonly unknown[], kwargs?: Dict) {
    this.args = args ?? []
    this.kwargs = kwargs ?? {}
  }
}

/** An error of the application, or of the router. In Autobahn-JS this class is not an `Error`; here it is. */
export class AutobahnError extends globalThis.Error {
  readonly error: Uri
  readonly args: readonly unknown[]
  readonly kwargs: Dict

  constructor(error: Uri, args?: readonly unknown[], kwargs?: Dict) {
    super(typeof args?.[0] === 'string' ? args[0] : error)
    this.error = error
    this.args = args ?? []
    this.kwargs = kwargs ?? {}
  }
}

export type Values = Readonly<Record<string, unknown>>

/** What a handler of events learns about one. */
export interface EventInfo extends Values {
  readonly publication: Id
  readonly topic: Uri
}

/** Gets events. */
// oxlint-disable-next-line max-params -- Autobahn-JS's signature
export type Handler = (args: unknown[], kwargs: Dict, details: EventInfo, subscription: Subscription) => unknown

/** What a procedure learns about a call. `progress` is undefined unless the caller wants the result in parts. */
export interface InvocationInfo extends Values {
  readonly procedure: Uri
  readonly progress: ((args?: readonly unknown[], kwargs?: Dict) => void) | undefined
}

/** Answers calls. */
export type Endpoint = (args: unknown[], kwargs: Dict, details: InvocationInfo) => unknown

/** What a page can do with a session, so that a subscription can name its session without the class. */
export interface OpenSession {
  readonly id: Id | null
  readonly isOpen: boolean
  readonly realm: Uri
  subscribe(topic: Uri, handler: Handler, options?: Values | null): Promise<Subscription>
  unsubscribe(subscription: Subscription): Promise<unknown>
  publish(topic: Uri, args?: Args, kwargs?: Kwargs, options?: Values | null): Promise<Publication> | undefined
  call(procedure: Uri, args?: Args, kwargs?: Kwargs, options?: Values | null): Progressive<unknown>
  register(procedure: Uri, endpoint: Endpoint, options?: Values | null): Promise<Registration>
  unregister(registration: Registration): Promise<unknown>
  leave(reason?: Uri, message?: string): void
}

export type Kwargs = Dict | null
export type Args = readonly unknown[] | null

/** A subscription of this page. */
export class Subscription {
  readonly topic: Uri
  readonly handler: Handler
  readonly options: Values
  readonly session: OpenSession
  readonly id: Id
  active = true
  /** Resolves when it is over. */
  readonly on_unsubscribe: Promise<unknown>

  constructor(
    session: OpenSession,
    id: Id,
    given: { topic: Uri; handler: Handler; options: Values; ended: Promise<unknown> },
  ) {
    this.session = session
    this.id = id
    this.topic = given.topic
    this.handler = given.handler
    this.options = given.options
    this.on_unsubscribe = given.ended
  }

  unsubscribe(): Promise<unknown> {
    return this.session.unsubscribe(this)
  }
}

/** A procedure of this page. */
export class Registration {
  readonly procedure: Uri
  readonly endpoint: Endpoint
  readonly options: Values
  readonly session: OpenSession
  readonly id: Id
  active = true
  /** Resolves when it is over. */
  readonly on_unregister: Promise<unknown>

  constructor(
    session: OpenSession,
    id: Id,
    given: { procedure: Uri; endpoint: Endpoint; options: Values; ended: Promise<unknown> },
  ) {
    this.session = session
    this.id = id
    this.procedure = given.procedure
    this.endpoint = given.endpoint
    this.options = given.options
    this.on_unregister = given.ended
  }

  unregister(): Promise<unknown> {
    return this.session.unregister(this)
  }
}

/** An acknowledged event. */
export class Publication {
  readonly id: Id

  constructor(id: Id) {
    this.id = id
  }
}
