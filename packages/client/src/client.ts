/** The client: one thing to the program, whatever happens to its connections. */

import type { Dict, Id, Serializer, Uri } from '@wampeter/protocol'
import type { Authentication } from './authentication.ts'
import { CallStream } from './call-stream.ts'
import type { StreamOptions } from './call-stream.ts'
import { OutgoingCall } from './call.ts'
import type { CallOptions } from './call.ts'
import type { CallResult } from './call-result.ts'
import type { Environment } from './environment.ts'
import { asWampError, ERROR } from './errors.ts'
import { events } from './events.ts'
import type { EventsOptions, ReceivedEvent } from './events.ts'
import { Gate } from './gate.ts'
import type { EventHandler, ProcedureHandler, Registration, Subscription } from './handlers.ts'
import { Life } from './life.ts'
import type { Kept } from './life.ts'
import type { LivenessOptions } from './liveness.ts'
import { publish } from './publish.ts'
import type { PublishOptions } from './publish.ts'
import type { ReconnectOptions } from './reconnect.ts'
import { ProcedureRegistration } from './register.ts'
import type { RegisterOptions } from './register.ts'
import { Standings } from './standing.ts'
import type { SessionInfo, Status } from './status.ts'
import { TopicSubscription } from './subscribe.ts'
import type { SubscribeOptions } from './subscribe.ts'
import type { Transport } from './transports/transport.ts'

/** How to connect. Only the realm has no default. */
export interface ConnectOptions {
  readonly realm: Uri
  /** How to log in: one method, or several that the router may choose from, the preferred first. Default: anonymous. */
  readonly auth?: Authentication | readonly Authentication[]
  /** What to speak, the preferred first. Default: JSON. */
  readonly serializers?: readonly Serializer[]
  /** Default: WebSocket. */
  readonly transport?: Transport
  readonly reconnect?: ReconnectOptions
  readonly liveness?: LivenessOptions
  /** How many requests may wait for a connection. Default 1000; more fail with `wampeter.error.queue_full`. */
  readonly queueLimit?: number
  /** How long opening, and each answer while logging in, may take. Default 10,000. */
  readonly handshakeTimeoutMs?: number
  /** What HELLO calls this program. Default `Wampeter`. */
  readonly agent?: string
  /** Gets what handlers of events throw. Default: to the console. */
  readonly onError?: (error: unknown) => void
  /** Told of every change, the first one included. */
  readonly onStatus?: (status: Status) => void
  /** Clock, timers and chance, for tests. */
  readonly environment?: Environment
}

/**
 * Every method can be used at once: what needs a connection waits for it, bounded. They reject with a WampError when
 * the router refuses, with `wampeter.error.connection_lost` when the connection is lost before the answer came, and
 * with the router's reason when it does not let this client in.
 */
export class Client {
  readonly #environment: Environment
  readonly #gate: Gate
  readonly #standings = new Standings<Kept>()
  readonly #life: Life

  /** Use `connect`. */
  constructor(urls: readonly string[], options: ConnectOptions, environment: Environment) {
    this.#environment = environment
    this.#gate = new Gate(options.queueLimit ?? 1000)
    this.#life = new Life({ urls, options, environment, gate: this.#gate, standings: this.#standings })
  }

  /** What the client is doing just now. */
  get status(): Status {
    return this.#life.status
  }

  /** Who the client is at the router, while there is a session. */
  get session(): SessionInfo | undefined {
    return this.#life.session
  }

  /** Tells of every change from now on. Returns how to stop. */
  onStatus(listener: (status: Status) => void): () => void {
    return this.#life.onStatus(listener)
  }

  /** Resolves when there is a session, now or later. Rejects when the router refuses, or the client is closed. */
  opened(): Promise<SessionInfo> {
    return new Promise((resolve, reject) =>
      this.#gate.enter({ run: () => this.session && resolve(this.session), failed: reject }),
    )
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
    const { report } = this.#environment
    return this.#open(
      new TopicSubscription(this.#standings, {
        uri: topic,
        options,
        handler: handler as unknown as EventHandler,
        report,
      }),
    )
  }

  /** As {@link subscribe}, read with `for await`; leaving the loop unsubscribes. A revocation ends it with an error. */
  events<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    topic: Uri,
    options: EventsOptions = {},
  ): AsyncIterableIterator<ReceivedEvent<Args, Kwargs>, undefined> {
    return events<Args, Kwargs>((handler, rest) => this.subscribe<Args, Kwargs>(topic, handler, rest), options)
  }

  /**
   * Publishes an event. Resolves when it was sent; with `acknowledge`, when the router has accepted it, with the
   * publication's id.
   */
  publish(topic: Uri, args: readonly unknown[] = [], options: PublishOptions = {}): Promise<Id | undefined> {
    return publish(this.#gate, { topic, args, options })
  }

  /**
   * Answers calls (*Remote Procedure Calls*). Resolves when the router has granted it. After a loss of the connection
   * it is restored; if the router has not noticed the loss yet and still refuses, as long as it takes.
   */
  register<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    procedure: Uri,
    handler: ProcedureHandler<Args, Kwargs>,
    options: RegisterOptions = {},
  ): Promise<Registration> {
    const { report } = this.#environment
    const given = handler as unknown as ProcedureHandler
    return this.#open(new ProcedureRegistration(this.#standings, { uri: procedure, options, handler: given, report }))
  }

  /** Calls a procedure. It is not called again when the connection is lost: nobody knows whether it ran. */
  call<Value = unknown>(
    procedure: Uri,
    args: readonly unknown[] = [],
    options: CallOptions = {},
  ): Promise<CallResult<Value>> {
    return new OutgoingCall<Value>(this.#gate, this.#environment, { procedure, args, options }).result
  }

  /** Calls a procedure whose result comes in parts, or whose input goes in parts. */
  stream<Value = unknown>(
    procedure: Uri,
    args: readonly unknown[] = [],
    options: StreamOptions = {},
  ): CallStream<Value> {
    return new CallStream({ gate: this.#gate, environment: this.#environment }, { procedure, args, options })
  }

  /** Tries again now: instead of waiting, or after a refusal. Nothing happens with a session, or after `close`. */
  reconnect(): void {
    this.#life.reconnect()
  }

  /** Says goodbye and ends everything, for good. Resolves when the router has said so too, or has not within 2 s. */
  close(reason: Uri = ERROR.closed): Promise<void> {
    return this.#life.close(reason)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #open<Kind extends Kept>(standing: Kind): Promise<Kind> {
    this.#gate.enter({
      run: (session) => this.#standings.open(standing, session),
      failed: (error) => standing.finish(asWampError(error, ERROR.runtime)),
    })
    await standing.opened
    return standing
  }
}
