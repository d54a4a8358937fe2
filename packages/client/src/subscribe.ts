import type { Event, Id, Uri } from '@wampeter/protocol'
import type { EventHandler, Subscription } from './handlers.ts'
import { wireOptions } from './options.ts'
import type { Session, EventSink } from './session.ts'
import { Standing } from './standing.ts'
import type { Answered, Wanted } from './standing.ts'

/** *Pattern-based Subscriptions*, *Event Retention*. */
export interface SubscribeOptions {
  /** `exact` (the default), `prefix`, or `wildcard`: an empty component stands for any one, as in `com..created`. */
  readonly match?: 'exact' | 'prefix' | 'wildcard'
  /** Begin with the newest event that was published with `retain`. */
  readonly getRetained?: boolean
  /** Aborting it unsubscribes, also before the router has granted it: the promise rejects with `wamp.error.canceled` then. */
  readonly signal?: AbortSignal
}

export class TopicSubscription
  extends Standing<Wanted<EventHandler, SubscribeOptions>>
  implements Subscription, EventSink
{
  get topic(): Uri {
    return this.wanted.uri
  }

  unsubscribe(): Promise<void> {
    return this.stop()
  }

  event({ payload, details, publication }: Event): void {
    const { handler, report } = this.wanted
    const { args, kwargs } = payload.values()
    try {
      const result = handler(args, kwargs, details, publication)
      if (result instanceof Promise) result.catch(report)
    } catch (error) {
      report(error)
    }
  }

  protected override request(session: Session, { answered, failed }: Answered): void {
    const { uri, options } = this.wanted
    const { subscribing } = session
    const message = { options: wireOptions(options), topic: uri }
    session.ask('SUBSCRIBE', message, {
      answered: ({ subscription }) => answered(subscription),
      failed: (error) => {
        subscribing.delete(this)
        failed(error)
      },
    })
    subscribing.set(this, this.#key)
  }

  protected override attach({ eventSinks, subscribing }: Session, id: Id): void {
    subscribing.delete(this)
    eventSinks.set(id, (eventSinks.get(id) ?? new Set()).add(this))
  }

  /**
   * The router counts a session once, however often it subscribes. So only the last handler sends UNSUBSCRIBE, and not
   * while another SUBSCRIBE to the same topic waits for its answer: that one would be undone.
   */
  protected override async detach(session: Session, id: Id): Promise<void> {
    const others = session.eventSinks.get(id)
    others?.delete(this)
    if (others === undefined || others.size > 0) return
    session.eventSinks.delete(id)
    if ([...session.subscribing.values()].includes(this.#key)) return
    await session.giveBack('UNSUBSCRIBE', { subscription: id })
  }

  get #key(): string {
    const { uri, options } = this.wanted
    return `${options.match ?? 'exact'} ${uri}`
  }
}
