/** A session inside the router's own process: no socket, no serializer, and the interface that clients have. */
import { codeOf, EMPTY_DICT, Payload, WampError } from '@wampeter/protocol'
import type {
  Dict,
  Event,
  EventDetails,
  Id,
  Invocation,
  InvocationDetails,
  RouterMessage,
  Uri,
} from '@wampeter/protocol'
import type { MessageOutlet, Peer } from '../realm/peer.ts'
import type { Realm, RoutedMessage } from '../realm/realm.ts'
import type { RouterContext } from '../session/context.ts'
import { copied } from './copied.ts'
import { PendingRequests } from './pending-requests.ts'
import { CallResult } from './call-result.ts'
import type { CallOptions, EventHandler, PublishOptions, Registration, Session, Subscription } from './session.ts'
import type { ProcedureHandler } from './session.ts'

export class LocalSession implements Session, MessageOutlet {
  readonly encoding = undefined
  readonly #context: RouterContext
  readonly #realm: Realm
  readonly #requests = new PendingRequests()
  readonly #eventHandlers = new Map<Id, Set<EventHandler>>()
  readonly #procedures = new Map<Id, ProcedureHandler>()
  #peer: Peer | undefined
  #inbox: RouterMessage[] = []
  #onEnd: ((reason: Uri) => void) | undefined

  constructor(context: RouterContext, realm: Realm, join: (outlet: MessageOutlet) => Peer) {
    this.#context = context
    this.#realm = realm
    this.#peer = join(this)
    context.delivery.apply(realm.announce(this.#peer))
  }

  get id(): Id {
    return this.#open().id
  }

  get isOpen(): boolean {
    return this.#peer !== undefined
  }

  async subscribe(topic: Uri, handler: EventHandler): Promise<Subscription> {
    const own: EventHandler = (args, kwargs, details) => handler(args, kwargs, details)
    const { subscription } = await this.#ask(
      { kind: 'SUBSCRIBE', request: this.#requests.next(), options: EMPTY_DICT, topic },
      'SUBSCRIBED',
      ({ subscription: id }) => this.#eventHandlers.set(id, (this.#eventHandlers.get(id) ?? new Set()).add(own)),
    )
    return { id: subscription, topic, unsubscribe: () => this.#unsubscribe(subscription, own) }
  }

  async #unsubscribe(subscription: Id, handler: EventHandler): Promise<void> {
    const handlers = this.#eventHandlers.get(subscription)
    if (handlers === undefined || !handlers.delete(handler) || handlers.size > 0) return
    this.#eventHandlers.delete(subscription)
    await this.#ask({ kind: 'UNSUBSCRIBE', request: this.#requests.next(), subscription }, 'UNSUBSCRIBED')
  }

  async publish(topic: Uri, args: readonly unknown[] = [], options: PublishOptions = {}): Promise<Id | undefined> {
    const { kwargs, acknowledge = false, excludeMe = true, discloseMe = false } = options
    const message = {
      kind: 'PUBLISH',
      request: this.#requests.next(),
      options: { acknowledge, exclude_me: excludeMe, disclose_me: discloseMe },
      topic,
      payload: payloadOf(args, kwargs),
    } as const
    if (acknowledge) return (await this.#ask(message, 'PUBLISHED')).publication
    this.#route(message)
    return undefined
  }

  async register(procedure: Uri, handler: ProcedureHandler): Promise<Registration> {
    const { registration } = await this.#ask(
      { kind: 'REGISTER', request: this.#requests.next(), options: EMPTY_DICT, procedure },
      'REGISTERED',
      ({ registration: id }) => this.#procedures.set(id, handler),
    )
    return { id: registration, procedure, unregister: () => this.#unregister(registration) }
  }

  async #unregister(registration: Id): Promise<void> {
    await this.#ask({ kind: 'UNREGISTER', request: this.#requests.next(), registration }, 'UNREGISTERED')
    this.#procedures.delete(registration)
  }

  async call(procedure: Uri, args: readonly unknown[] = [], options: CallOptions = {}): Promise<CallResult> {
    const { kwargs, discloseMe = false } = options
    const request = this.#requests.next()
    const answer = await this.#ask(
      { kind: 'CALL', request, options: { disclose_me: discloseMe }, procedure, payload: payloadOf(args, kwargs) },
      'RESULT',
    )
    const values = copied(answer.payload.values())
    return new CallResult(values.args, values.kwargs)
  }

  async leave(reason: Uri = 'wamp.close.normal'): Promise<void> {
    this.end(reason, 'left')
  }

  onEnd(handler: (reason: Uri) => void): void {
    this.#onEnd = handler
  }

  // From the router

  accept(message: RouterMessage): void {
    if (this.#peer === undefined) return
    if (this.#inbox.length === 0) queueMicrotask(() => this.#drain())
    this.#inbox.push(message)
  }

  end(reason: Uri, message: string = reason): void {
    const peer = this.#peer
    if (peer === undefined) return
    this.#peer = undefined
    this.#inbox = []
    this.#context.delivery.apply(this.#realm.leave(peer))
    this.#requests.failAll(new WampError(reason, `the session has ended: ${message}`))
    this.#onEnd?.(reason)
  }

  #drain(): void {
    const inbox = this.#inbox
    this.#inbox = []
    for (const message of inbox) this.#handle(message)
  }

  #handle(message: RouterMessage): void {
    if (message.kind === 'EVENT') return this.#handleEvent(message)
    if (message.kind === 'INVOCATION') return void this.#invoke(message)
    this.#requests.settle(message)
  }

  #handleEvent({ subscription, payload, details }: Event): void {
    for (const handler of this.#eventHandlers.get(subscription) ?? []) {
      const { args, kwargs } = copied(payload.values())
      const failed = (error: unknown): void =>
        this.#context.log.write('error', 'an event handler in this process failed', { err: error })
      try {
        Promise.resolve(handler(args, kwargs, details satisfies EventDetails)).catch(failed)
      } catch (error) {
        failed(error)
      }
    }
  }

  async #invoke({ request, registration, details, payload }: Invocation): Promise<void> {
    try {
      const { args, kwargs } = copied(payload.values())
      const handler = this.#procedures.get(registration)
      if (handler === undefined)
        throw new WampError('wamp.error.no_such_procedure', 'the procedure was just unregistered')
      const result = await handler(args, kwargs, details satisfies InvocationDetails)
      this.#answer({ kind: 'YIELD', request, options: EMPTY_DICT, payload: resultPayload(result) })
    } catch (error) {
      const failure =
        error instanceof WampError
          ? error
          : new WampError('wamp.error.runtime_error', error instanceof Error ? error.message : String(error))
      this.#answer({
        kind: 'ERROR',
        requestType: codeOf('INVOCATION'),
        request,
        details: EMPTY_DICT,
        error: failure.uri,
        payload: payloadOf(failure.args, failure.kwargs),
      })
    }
  }

  #answer(message: RoutedMessage): void {
    if (this.#peer !== undefined) this.#route(message)
  }

  // To the router

  /** `onAnswer` runs before anything that came after the answer is handled: the first event may be close behind. */
  #ask<Kind extends RouterMessage['kind']>(
    message: RoutedMessage & { readonly request: Id },
    kind: Kind,
    onAnswer: (answer: Extract<RouterMessage, { kind: Kind }>) => void = () => {},
  ): Promise<Extract<RouterMessage, { kind: Kind }>> {
    this.#open()
    const answer = this.#requests.expect(message, kind, onAnswer)
    this.#route(message)
    return answer
  }

  #route(message: RoutedMessage): void {
    this.#context.counters.received(message.kind)
    this.#context.delivery.apply(this.#realm.route(this.#open(), message))
  }

  #open(): Peer {
    if (this.#peer === undefined) throw new WampError('wamp.close.normal', 'this session has ended')
    return this.#peer
  }
}

/** Values are copied on both sides: sessions of one process must not share what they can change. */
const payloadOf = (args: readonly unknown[], kwargs: Dict = EMPTY_DICT): Payload => {
  const values = copied({ args, kwargs })
  return Payload.of(values.args, values.kwargs)
}

function resultPayload(result: unknown): Payload {
  if (result instanceof CallResult) return payloadOf(result.args, result.kwargs)
  return result === undefined ? Payload.empty : payloadOf([result])
}
