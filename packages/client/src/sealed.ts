/**
 * Payloads that the router does not open (*Payload Passthru Mode*). A program says how its payloads become bytes and
 * values again, by encryption or otherwise; events, calls, results, their parts and errors are sealed and opened with
 * it. It is an entry of its own: pages that do not use it do not load it.
 */
import { WampError } from '@wampeter/protocol'
import type { Dict, Id, Uri } from '@wampeter/protocol'
import type { AsyncItems } from './async-buffer.ts'
import type { CallResult } from './call-result.ts'
import type { CallStream, StreamOptions } from './call-stream.ts'
import type { CallOptions } from './call.ts'
import type { Client } from './client.ts'
import { events } from './events.ts'
import type { EventsOptions, ReceivedEvent } from './events.ts'
import type { EventHandler, ProcedureHandler, Registration, Subscription } from './handlers.ts'
import type { PassthruOptions } from './options.ts'
import type { PublishOptions } from './publish.ts'
import type { RegisterOptions } from './register.ts'
import { isGenerator, SealedCall, sealedParts } from './sealed-call.ts'
import { Opener } from './sealed-content.ts'
import type { Sealer } from './sealed-content.ts'
import { SealedStream } from './sealed-stream.ts'
import type { SubscribeOptions } from './subscribe.ts'

export type { About, Content, Marks, Sealed, Sealer } from './sealed-content.ts'

/** The options of a request whose marks the sealer makes. */
type Unmarked<Options> = Omit<Options, keyof PassthruOptions>

/** Makes a view of a client whose payloads are sealed and opened by `sealer`. The client itself stays as it is. */
export const sealed = (client: Client, sealer: Sealer): SealedClient => new SealedClient(client, sealer)

/**
 * A client with sealed payloads. It takes nothing that is not sealed: such an event goes to `onError`, such a call is
 * answered with `wampeter.error.not_sealed`, and such a result rejects with it. Errors of the router come as they are.
 */
export class SealedClient {
  readonly #client: Client
  readonly #opener: Opener
  /** The publications and calls before, so that they keep their order however long sealing takes. */
  #sent: Promise<unknown> = Promise.resolve()

  /** Use `sealed`. */
  constructor(client: Client, sealer: Sealer) {
    this.#client = client
    this.#opener = new Opener(sealer)
  }

  /** As {@link Client.publish}. */
  publish(topic: Uri, args: readonly unknown[] = [], options: Unmarked<PublishOptions> = {}): Promise<Id | undefined> {
    const { kwargs, ...rest } = options
    return this.#inOrder(
      () => this.#opener.seal({ args, kwargs }, topic),
      ({ args: bytes, marks }) => this.#client.publish(topic, bytes, { ...rest, ...marks }),
    )
  }

  /** As {@link Client.subscribe}. Events are opened one after the other, in their order. */
  subscribe<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    topic: Uri,
    handler: EventHandler<Args, Kwargs>,
    options?: SubscribeOptions,
  ): Promise<Subscription> {
    let before: Promise<unknown> = Promise.resolve()
    // oxlint-disable-next-line max-params -- the parameters of every handler
    const opened: EventHandler = (args, _kwargs, details, publication) => {
      const content = this.#opener.open(args, details, details.topic ?? topic)
      const handled = before.then(async () => {
        const { args: own, kwargs } = await content
        return handler(own as Args, kwargs as Kwargs, details, publication)
      })
      before = Promise.allSettled([handled])
      content.catch(() => {})
      return handled
    }
    return this.#client.subscribe(topic, opened, options)
  }

  /** As {@link Client.events}. What is not sealed goes to `onError`, and the loop goes on. */
  events<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    topic: Uri,
    options: EventsOptions = {},
  ): AsyncItems<ReceivedEvent<Args, Kwargs>> {
    const client = this.#client
    const gate = {
      get isClosed() {
        return client.status.state === 'closed'
      },
    }
    return events<Args, Kwargs>((handler, rest) => this.subscribe<Args, Kwargs>(topic, handler, rest), options, gate)
  }

  /** As {@link Client.stream}. The sealer must give all parts of an input the same marks. */
  stream<Value = unknown>(
    procedure: Uri,
    args: readonly unknown[] = [],
    options: Unmarked<StreamOptions> = {},
  ): CallStream<Value> {
    const { kwargs, hasInput = false, bufferLimit = 1000, ...rest } = options
    const opener = this.#opener
    const begun = this.#inOrder(
      () => opener.seal({ args, kwargs }, procedure),
      async ({ args: bytes, marks }) => ({
        stream: this.#client.stream(procedure, bytes, { ...rest, ...marks, hasInput, bufferLimit }),
        marks,
      }),
    )
    return new SealedStream<Value>({ procedure, opener, hasInput, bufferLimit }, begun)
  }

  /** As {@link Client.call}. */
  async call<Value = unknown>(
    procedure: Uri,
    args: readonly unknown[] = [],
    options: Unmarked<CallOptions> = {},
  ): Promise<CallResult<Value>> {
    const { kwargs, onProgress, ...rest } = options
    let parts: Promise<unknown> = Promise.resolve()
    const part = async (result: CallResult): Promise<void> => onProgress?.(await this.#opener.result(result, procedure))
    const taken = (result: CallResult): void => {
      parts = parts.then(() => part(result))
      parts.catch(() => {}) // awaited below, unless the call fails first
    }
    try {
      const result = await this.#inOrder(
        () => this.#opener.seal({ args, kwargs }, procedure),
        ({ args: bytes, marks }) =>
          this.#client.call(procedure, bytes, { ...rest, ...marks, ...(onProgress && { onProgress: taken }) }),
      )
      await parts
      return await this.#opener.result<Value>(result, procedure)
    } catch (error) {
      throw await this.#opener.error(error, procedure)
    }
  }

  /** As {@link Client.register}. Results, parts of results, and what a `WampError` carries are sealed. */
  register<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict>(
    procedure: Uri,
    handler: ProcedureHandler<Args, Kwargs>,
    options?: RegisterOptions,
  ): Promise<Registration> {
    const opener = this.#opener
    const answered: ProcedureHandler = async (...[args, , details, call]) => {
      const about = details.procedure ?? procedure
      const content = await opener.open(args, details, about)
      const own = new SealedCall(call, opener, { details, about })
      try {
        const result = await handler(content.args as Args, content.kwargs as Kwargs, details, own)
        if (isGenerator(result)) return sealedParts(result, opener, about)
        await own.parts
        return await opener.sealResult(result, about)
      } catch (error) {
        if (error instanceof WampError) throw await opener.sealError(error, about)
        throw error
      }
    }
    return this.#client.register(procedure, answered, options)
  }

  /** Seals at once, and sends when everything before is sent. */
  #inOrder<Made, Result>(seal: () => Promise<Made>, send: (made: Made) => Promise<Result>): Promise<Result> {
    const made = seal()
    let sent: Promise<Result> | undefined
    const going = Promise.all([made, this.#sent]).then(([own]) => void (sent = send(own)))
    this.#sent = going.catch(() => {})
    return going.then(() => sent as Promise<Result>)
  }
}
