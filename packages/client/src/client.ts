/** The client: one thing to the program, whatever happens to its connections. */

import type { Dict, Id, Uri } from '@wampeter/protocol'
import type { AsyncItems } from './async-buffer.ts'
import { BufferedStream } from './call-stream.ts'
import type { CallStream, StreamOptions } from './call-stream.ts'
import { OutgoingCall } from './call.ts'
import type { CallOptions } from './call.ts'
import type { CallResult } from './call-result.ts'
import type { ClientLife } from './client-life.ts'
import type { Environment } from './environment.ts'
import { ERROR } from './errors.ts'
import { events } from './events.ts'
import type { EventsOptions, ReceivedEvent } from './events.ts'
import type { Gate } from './gate.ts'
import type { EventHandler, ProcedureHandler, Registration, Subscription } from './handlers.ts'
import { keep } from './keep.ts'
import { Outcome } from './outcome.ts'
import { publish } from './publish.ts'
import type { PublishOptions } from './publish.ts'
import { ProcedureRegistration } from './register.ts'
import type { RegisterOptions } from './register.ts'
import type { Kept } from './kept.ts'
import type { Standings } from './standing.ts'
import type { SessionInfo, Status } from './status.ts'
import { TopicSubscription } from './subscribe.ts'
import type { SubscribeOptions } from './subscribe.ts'

/** What a client is made of. */
export interface ClientParts {
  readonly environment: Environment
  readonly gate: Gate
  readonly standings: Standings<Kept>
  readonly life: ClientLife
}

/**
 * Every method can be used at once: requests wait for a connection, at most `queueLimit` of them. They reject with a
 * WampError: the router's when it refuses the request or the client, `wampeter.error.connection_lost` when the connection
 * is lost before the answer came. Its message names the request, and its stack has the line that made it.
 */
export class Client {
  readonly #parts: ClientParts

  /** Use `connect`. */
  constructor(parts: ClientParts) {
    this.#parts = parts
  }

  /** What the client is doing just now. */
  get status(): Status {
    return this.#parts.life.board.status
  }

  /** Who the client is at the router, while there is a session. */
  get session(): SessionInfo | undefined {
    return this.#parts.life.session
  }

  /** Calls the listener for every change from now on. Returns a function that ends it. */
  onStatus(listener: (status: Status) => void): () => void {
    return this.#parts.life.board.follow(listener)
  }

  /** Resolves when there is a session, now or later. Rejects when the router refuses, or the client is closed. */
  opened(): Promise<SessionInfo> {
    const { gate } = this.#parts
    const opened = new Outcome<SessionInfo>(gate, 'connect')
    gate.enter({ run: () => this.session && opened.resolve(this.session), failed: opened.reject })
    return opened.promise
  }

  /**
   * Gets the events of a topic (*Publishing and Events*). Resolves when the router has granted it. After a loss of the
   * connection it is restored; what was published meanwhile is missed.
   */
  subscribe<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    topic: Uri,
    handler: EventHandler<Args, Kwargs>,
    options: SubscribeOptions = {},
  ): Promise<Subscription> {
    return keep(this.#parts, TopicSubscription, {
      method: 'subscribe',
      uri: topic,
      handler: handler as unknown as EventHandler,
      options,
    })
  }

  /** As {@link subscribe}, read with `for await`; leaving the loop unsubscribes. A revocation ends it with an error. */
  events<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    topic: Uri,
    options: EventsOptions = {},
  ): AsyncItems<ReceivedEvent<Args, Kwargs>> {
    const { gate } = this.#parts
    return events<Args, Kwargs>((handler, rest) => this.subscribe<Args, Kwargs>(topic, handler, rest), options, gate)
  }

  /**
   * Publishes an event. Resolves when it was sent; with `acknowledge`, when the router has accepted it, with the
   * publication's id.
   */
  publish(topic: Uri, args: readonly unknown[] = [], options: PublishOptions = {}): Promise<Id | undefined> {
    return publish(this.#parts.gate, { topic, args, options })
  }

  /**
   * Answers calls (*Remote Procedure Calls*). Resolves when the router has granted it. After a loss of the connection
   * it is restored. While the router has not noticed the loss and refuses, the client asks again every second.
   */
  register<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    procedure: Uri,
    handler: ProcedureHandler<Args, Kwargs>,
    options: RegisterOptions = {},
  ): Promise<Registration> {
    return keep(this.#parts, ProcedureRegistration, {
      method: 'register',
      uri: procedure,
      handler: handler as unknown as ProcedureHandler,
      options,
    })
  }

  /** Calls a procedure. It is not called again when the connection is lost: the procedure may have run. */
  call<Value = unknown>(
    procedure: Uri,
    args: readonly unknown[] = [],
    options: CallOptions = {},
  ): Promise<CallResult<Value>> {
    return new OutgoingCall<Value>(this.#parts, { procedure, args, options }).result
  }

  /** Calls a procedure whose result comes in parts, or whose input goes in parts. */
  stream<Value = unknown>(
    procedure: Uri,
    args: readonly unknown[] = [],
    options: StreamOptions = {},
  ): CallStream<Value> {
    return new BufferedStream(this.#parts, { procedure, args, options })
  }

  /** Tries again now: instead of waiting, or after a refusal. Nothing happens with a session, or after `close`. */
  reconnect(): void {
    this.#parts.life.reconnect()
  }

  /**
   * Says goodbye and ends everything, for good. Resolves when the router has said goodbye too, at the latest after 2 s.
   * What it interrupts rejects, and needs no handler where nothing awaits it.
   */
  close(reason: Uri = ERROR.closed): Promise<void> {
    return this.#parts.life.close(reason)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
