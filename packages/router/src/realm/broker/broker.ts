/** Publish and subscribe. A publication is decided once (`admit`) and then delivered to whoever subscribes here. */
import { EMPTY_DICT, passthruOf, WampError } from '@wampeter/protocol'
import type { EventDetails, Dict, Id, Payload, Publish, Subscribe, Unsubscribe, Uri } from '@wampeter/protocol'
import { checkPassthru } from '../announced.ts'
import { deliver, note } from '../effect.ts'
import type { Audience, Effect } from '../effect.ts'
import type { Sources } from '../ids.ts'
import { checkLimit } from '../limits.ts'
import { MetaEvents } from '../meta/meta-events.ts'
import type { SubscriptionTables } from '../meta/subscription-procedures.ts'
import type { Rules } from '../options.ts'
import type { Peer, Subscription } from '../peer.ts'
import { exactly } from '../pattern.ts'
import { authorize, authorizeUri } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { PUBLISH_OPTIONS, refuseUnavailable, SUBSCRIBE_OPTIONS } from '../request-options.ts'
import { checkOwnUri, checkUri } from '../uris.ts'
import { Subscriptions } from './subscriptions.ts'

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
  readonly sources: Sources
  readonly rules: Rules
}

export class Broker implements SubscriptionTables {
  readonly #subscriptions = new Subscriptions()
  readonly #parts: BrokerParts
  readonly #meta: MetaEvents

  constructor(parts: BrokerParts) {
    this.#parts = parts
    const listenersTo = (topic: Uri): Subscription | undefined => this.#subscriptions.get(exactly(topic))
    this.#meta = new MetaEvents({ rules: parts.rules, ids: parts.sources.ids, listenersTo })
  }

  /** Tells those who have subscribed to it what happens in the realm. */
  get meta(): MetaEvents {
    return this.#meta
  }

  subscribe(peer: Peer, { request, options, topic }: Subscribe): Effect[] {
    checkUri(topic, this.#parts.rules.options)
    refuseUnavailable(options, SUBSCRIBE_OPTIONS)
    const pattern = exactly(topic)
    authorize(peer, 'subscribe', pattern)
    const held = this.#subscriptions.get(pattern)
    if (held?.members.has(peer) === true) return [subscribed(peer, request, held)]
    checkLimit(peer.subscriptions?.size, this.#parts.rules.options.limits.subscriptionsPerSession, 'subscriptions')
    const { subscription, isNew } = this.#subscriptions.join(peer, pattern, this.#parts.sources.now())
    return [subscribed(peer, request, subscription), ...this.#meta.subscribed(peer, subscription, isNew)]
  }

  unsubscribe(peer: Peer, { request, subscription }: Unsubscribe): Effect[] {
    const left = this.#subscriptions.leave(peer, subscription)
    if (left === undefined)
      throw new WampError('wamp.error.no_such_subscription', `this session does not hold subscription ${subscription}`)
    return [
      deliver([peer], { kind: 'UNSUBSCRIBED', request, details: EMPTY_DICT }),
      ...this.#meta.unsubscribed(peer, left),
    ]
  }

  /** Takes a subscription away (*Subscription Revocation*); who did not announce the feature is not told. */
  revoke(peer: Peer, { id }: Subscription, reason: Uri | undefined): Effect[] {
    const left = this.#subscriptions.leave(peer, id)
    if (left === undefined) return []
    const details = reason === undefined ? { subscription: id } : { subscription: id, reason }
    const told = peer.features.has('subscriber.subscription_revocation')
      ? [deliver([peer], { kind: 'UNSUBSCRIBED', request: 0, details })]
      : []
    return [...told, ...this.#meta.unsubscribed(peer, left)]
  }

  subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values()
  }

  subscription(id: Id): Subscription | undefined {
    return this.#subscriptions.find(id)
  }

  matching(topic: Uri): readonly Subscription[] {
    return this.#subscriptions.matching(topic)
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
    checkPassthru(publisher, 'publisher', options)
    checkOwnUri(topic, this.#parts.rules.options)
    refuseUnavailable(options, PUBLISH_OPTIONS)
    const { disclose } = authorizeUri(publisher, 'publish', topic)
    const details = detailsOf(
      disclose.publisher || options.disclose_me === true ? publisher : undefined,
      passthruOf(options),
    )
    return {
      id: this.#parts.sources.ids.global(),
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
          () => `nobody subscribes to ${quoted(publication.topic)}: the event reached no one`,
        ),
      ]
    return effects
  }

  /** Ends everything that a leaving session subscribed to. */
  leave(peer: Peer): Effect[] {
    const left = [...(peer.subscriptions?.keys() ?? [])].flatMap((id) => this.#subscriptions.leave(peer, id) ?? [])
    return left.flatMap((subscription) => this.#meta.unsubscribed(peer, subscription))
  }
}

const subscribed = (peer: Peer, request: Id, { id }: Subscription): Effect =>
  deliver([peer], { kind: 'SUBSCRIBED', request, subscription: id })

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
