import type { Event, Id, Uri, WampError } from '@wampeter/protocol'
import type { EventHandler, Subscription } from './handlers.ts'
import { wireOptions } from './options.ts'
import type { Session, Subscriber } from './session.ts'
import { Standing } from './standing.ts'
import type { Answered, StandingHost } from './standing.ts'

/** *Pattern-based Subscriptions*, *Event Retention*. */
export interface SubscribeOptions {
  /** `exact` (the default), `prefix`, or `wildcard`: an empty component stands for any one, as in `com..created`. */
  readonly match?: 'exact' | 'prefix' | 'wildcard'
  /** Begin with the newest event that was published with `retain`. */
  readonly getRetained?: boolean
}

/** What is subscribed to, and who gets the events. */
export interface SubscribeRequest {
  readonly topic: Uri
  readonly options: SubscribeOptions
  readonly handler: EventHandler
  /** Gets what the handler throws. */
  readonly report: (error: unknown) => void
}

export class TopicSubscription extends Standing implements Subscription, Subscriber {
  readonly #request: SubscribeRequest

  constructor(host: StandingHost, request: SubscribeRequest) {
    super(host)
    this.#request = request
  }

  get topic(): Uri {
    return this.#request.topic
  }

  unsubscribe(): Promise<void> {
    return this.stop('unsubscribed')
  }

  [Symbol.dispose](): void {
    void this.unsubscribe().catch(this.#request.report)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.unsubscribe()
  }

  event({ payload, details }: Event): void {
    const { handler, report } = this.#request
    const { args, kwargs } = payload.values()
    try {
      const result = handler(args, kwargs, details)
      if (result instanceof Promise) result.catch(report)
    } catch (error) {
      report(error)
    }
  }

  protected override request(session: Session, { answered, failed }: Answered): void {
    const { topic, options } = this.#request
    const message = { options: wireOptions(options), topic }
    const key = this.#key
    session.ask('SUBSCRIBE', message, {
      answered: ({ subscription }) => {
        session.subscribing.delete(this)
        answered(subscription)
      },
      failed: (error) => {
        session.subscribing.delete(this)
        failed(error)
      },
    })
    session.subscribing.set(this, key)
  }

  protected override attach({ subscribers }: Session, id: Id): void {
    const others = subscribers.get(id)
    if (others === undefined) subscribers.set(id, new Set([this]))
    else others.add(this)
  }

  /**
   * The router counts a session once, however often it subscribes. So only the last of ours leaves, and nobody while
   * another one is on its way to the same topic: its SUBSCRIBE would be undone.
   */
  protected override async detach(session: Session, id: Id): Promise<void> {
    const others = session.subscribers.get(id)
    others?.delete(this)
    if (others === undefined || others.size > 0) return
    session.subscribers.delete(id)
    if ([...session.subscribing.values()].includes(this.#key)) return
    await new Promise<void>((resolve, reject) => {
      const failed = (error: WampError): void => (session.isOpen ? reject(error) : resolve())
      session.ask('UNSUBSCRIBE', { subscription: id }, { answered: () => resolve(), failed })
    })
  }

  get #key(): string {
    const { topic, options } = this.#request
    return `${options.match ?? 'exact'} ${topic}`
  }
}
