/** Publish and subscribe. A publication is decided once (`admit`) and then delivered to whoever subscribes here. */
import { EMPTY_DICT, passthruOf, WampError } from '@wampeter/protocol'
import type {
  EventDetails,
  Dict,
  Id,
  Payload,
  Publish,
  Subscribe,
  Unsubscribe,
  Uri,
  UriCheck,
} from '@wampeter/protocol'
import { deliver, note } from '../effect.ts'
import type { Audience, Effect } from '../effect.ts'
import type { Ids } from '../ids.ts'
import { checkLimit } from '../limits.ts'
import type { Peer } from '../peer.ts'
import { authorize } from '../permissions/refusal.ts'
import { PUBLISH_OPTIONS, refuseUnavailable, SUBSCRIBE_OPTIONS } from '../request-options.ts'
import { checkOwnUri, checkUri } from '../uris.ts'
import { Subscriptions } from './subscriptions.ts'
import type { Subscription } from './subscriptions.ts'

/** An event, decided: any router of the realm could deliver it. */
export interface Publication {
  readonly id: Id
  readonly topic: Uri
  readonly payload: Payload
  readonly details: EventDetails & Dict
  readonly publisher: Peer
  /** True when the publisher does not want its own event (the default). */
  readonly excludesPublisher: boolean
}

/** What a broker is made of. */
export interface BrokerParts {
  readonly ids: Ids
  readonly uriCheck: UriCheck
  readonly subscriptionLimit: number
}

export class Broker {
  readonly #subscriptions = new Subscriptions()
  readonly #parts: BrokerParts

  constructor(parts: BrokerParts) {
    this.#parts = parts
  }

  subscribe(peer: Peer, { request, options, topic }: Subscribe): Effect[] {
    checkUri(topic, this.#parts.uriCheck)
    refuseUnavailable(options, SUBSCRIBE_OPTIONS)
    authorize(peer, 'subscribe', topic)
    if (!this.#subscriptions.has(peer, topic))
      checkLimit(peer.subscriptions?.size, this.#parts.subscriptionLimit, 'subscriptions')
    const { id } = this.#subscriptions.join(peer, topic)
    return [deliver([peer], { kind: 'SUBSCRIBED', request, subscription: id })]
  }

  unsubscribe(peer: Peer, { request, subscription }: Unsubscribe): Effect[] {
    if (!this.#subscriptions.leave(peer, subscription)) {
      throw new WampError('wamp.error.no_such_subscription', `this session does not hold subscription ${subscription}`)
    }
    return [deliver([peer], { kind: 'UNSUBSCRIBED', request, details: EMPTY_DICT })]
  }

  /** PUBLISHED precedes the events, so that a publisher that hears itself knows the id first. */
  publish(peer: Peer, message: Publish): Effect[] {
    const publication = this.admit(peer, message)
    const events = this.deliver(publication)
    if (message.options.acknowledge !== true) return events
    return [deliver([peer], { kind: 'PUBLISHED', request: message.request, publication: publication.id }), ...events]
  }

  /**
   * Decides once: may it be published, under which id, and what may receivers know.
   * @throws WampError when the URI, an option or the publisher's role forbids it.
   */
  admit(publisher: Peer, { topic, options, payload }: Publish): Publication {
    checkOwnUri(topic, this.#parts.uriCheck)
    refuseUnavailable(options, PUBLISH_OPTIONS)
    const { disclose } = authorize(publisher, 'publish', topic)
    const details = detailsOf(
      disclose.publisher || options.disclose_me === true ? publisher : undefined,
      passthruOf(options),
    )
    return {
      id: this.#parts.ids.global(),
      topic,
      payload,
      details,
      publisher,
      excludesPublisher: options.exclude_me !== false,
    }
  }

  /** One EVENT per matching subscription; members are handed out live, not copied. */
  deliver(publication: Publication): Effect[] {
    const effects = this.#subscriptions
      .matching(publication.topic)
      .map((subscription) => eventFor(subscription, publication))
    if (effects.length === 0)
      return [
        note(
          'publish_unheard',
          publication.publisher,
          () => `nobody subscribes to "${publication.topic}": the event reached no one`,
        ),
      ]
    return effects
  }

  /** Ends everything that a leaving session subscribed to. */
  leave(peer: Peer): void {
    for (const id of peer.subscriptions?.keys() ?? []) this.#subscriptions.leave(peer, id)
  }
}

function eventFor(
  { id, members }: Subscription,
  { id: publication, details, payload, publisher, excludesPublisher }: Publication,
): Effect {
  const audience: Audience | undefined =
    excludesPublisher && members.has(publisher) ? (receiver) => receiver !== publisher : undefined
  return deliver(members, { kind: 'EVENT', subscription: id, publication, details, payload }, audience)
}

function detailsOf(publisher: Peer | undefined, passthru: Dict | undefined): EventDetails & Dict {
  if (publisher === undefined) return passthru ?? EMPTY_DICT
  const { session, authid, authrole } = publisher.identity
  return { publisher: session, publisher_authid: authid, publisher_authrole: authrole, ...passthru }
}
