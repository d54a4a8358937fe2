/** Publish and subscribe. A publication is decided once (`admit`) and then delivered to whoever subscribes here. */
import { EMPTY_DICT, passthruOf, WampError } from '@wampeter/protocol'
import type { Dict, EventDetails, Id, Publish, Subscribe, Unsubscribe, Uri } from '@wampeter/protocol'
import { checkPassthru } from '../announced.ts'
import { deliver, note } from '../effect.ts'
import type { Effect, Hears } from '../effect.ts'
import type { Sources } from '../ids.ts'
import { checkLimit } from '../limits.ts'
import type { MetaEvents } from '../meta/meta-events.ts'
import type { SubscriptionTables } from '../meta/subscription-procedures.ts'
import type { Rules } from '../options.ts'
import { exactly } from '../pattern.ts'
import type { Peer, Subscription } from '../peer.ts'
import { authorize, authorizeUri } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { PUBLISH_OPTIONS, refuseUnavailable, SUBSCRIBE_OPTIONS } from '../request-options.ts'
import { checkOwnUri, checkUri } from '../uris.ts'
import { compile, excludesSessionsOnly } from './audience.ts'
import type { Audience } from './audience.ts'
import { detailsOf } from './publication.ts'
import type { Publication } from './publication.ts'
import { Subscriptions } from './subscriptions.ts'

/** What a broker is made of. */
export interface BrokerParts {
  readonly sources: Sources
  readonly rules: Rules
  readonly meta: MetaEvents
  /** The sessions of the realm, live. */
  readonly peers: ReadonlyMap<Id, Peer>
}

export class Broker implements SubscriptionTables {
  readonly #subscriptions = new Subscriptions()
  readonly #parts: BrokerParts

  constructor(parts: BrokerParts) {
    this.#parts = parts
  }

  subscribe(peer: Peer, { request, options, topic }: Subscribe): Effect[] {
    const { rules, sources, meta } = this.#parts
    checkUri(topic, rules.options)
    refuseUnavailable(options, SUBSCRIBE_OPTIONS)
    const pattern = exactly(topic)
    authorize(peer, 'subscribe', pattern)
    const held = this.#subscriptions.get(pattern)
    if (held?.members.has(peer) === true) return [subscribed(peer, request, held)]
    checkLimit(peer.subscriptions?.size, rules.options.limits.subscriptionsPerSession, 'subscriptions')
    const { subscription, isNew } = this.#subscriptions.join(peer, pattern, sources.now())
    return [subscribed(peer, request, subscription), ...meta.subscribed(peer, subscription, isNew)]
  }

  unsubscribe(peer: Peer, { request, subscription }: Unsubscribe): Effect[] {
    const left = this.#subscriptions.leave(peer, subscription)
    if (left === undefined)
      throw new WampError('wamp.error.no_such_subscription', `this session does not hold subscription ${subscription}`)
    return [
      deliver([peer], { kind: 'UNSUBSCRIBED', request, details: EMPTY_DICT }),
      ...this.#parts.meta.unsubscribed(peer, left),
    ]
  }

  /** Takes a subscription away (*Subscription Revocation*); a session that did not announce the feature is not told. */
  revoke(peer: Peer, { id }: Subscription, reason: Uri | undefined): Effect[] {
    const left = this.#subscriptions.leave(peer, id)
    if (left === undefined) return []
    const details = reason === undefined ? { subscription: id } : { subscription: id, reason }
    const told = peer.features.has('subscriber.subscription_revocation')
      ? [deliver([peer], { kind: 'UNSUBSCRIBED', request: 0, details })]
      : []
    return [...told, ...this.#parts.meta.unsubscribed(peer, left)]
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
    if (events.length === 0) events.push(unheard(peer, publication))
    if (message.options.acknowledge !== true) return events
    return [deliver([peer], { kind: 'PUBLISHED', request: message.request, publication: publication.id }), ...events]
  }

  /**
   * Decides once: may it be published, under which id, for whom, and what may receivers know.
   * @throws WampError when the URI, an option or the publisher's role forbids it.
   */
  admit(publisher: Peer, { topic, options, payload }: Publish): Publication {
    checkPassthru(publisher, 'publisher', options)
    checkOwnUri(topic, this.#parts.rules.options)
    refuseUnavailable(options, PUBLISH_OPTIONS)
    const { disclose } = authorizeUri(publisher, 'publish', topic)
    return {
      id: this.#parts.sources.ids.global(),
      topic,
      payload,
      publisher: publisher.identity,
      isDisclosed: disclose.publisher || options.disclose_me === true,
      passthru: passthruOf(options),
      audience: options.exclude_me === false ? undefined : { exclude: [publisher.id] },
      isRetained: false,
    }
  }

  /** One EVENT per matching subscription of this router; members are handed out live, not copied. */
  deliver(publication: Publication): Effect[] {
    const subscriptions = this.#subscriptions.matching(publication.topic)
    if (subscriptions.length === 0) return []
    const details = detailsOf(publication)
    const { audience } = publication
    const decided = { publication, details }
    let hears: Hears | undefined
    return subscriptions.map((subscription) => {
      if (audience === undefined || this.#reachesAll(audience, subscription))
        return eventFor(subscription, decided, undefined)
      hears ??= compile(audience)
      return eventFor(subscription, decided, hears)
    })
  }

  /** True when no member needs to be judged: sessions are excluded that do not subscribe here, and that is all. */
  #reachesAll(audience: Audience, { members }: Subscription): boolean {
    const { exclude = NONE } = audience
    if (exclude.length > MOST_LOOKED_UP || !excludesSessionsOnly(audience)) return false
    for (const id of exclude) {
      const peer = this.#parts.peers.get(id)
      if (peer !== undefined && members.has(peer)) return false
    }
    return true
  }

  /** Ends everything that a leaving session subscribed to. */
  leave(peer: Peer): Effect[] {
    const left = [...(peer.subscriptions?.keys() ?? [])].flatMap((id) => this.#subscriptions.leave(peer, id) ?? [])
    return left.flatMap((subscription) => this.#parts.meta.unsubscribed(peer, subscription))
  }
}

const NONE: readonly Id[] = []
/** Past this, judging each member is cheaper than looking each excluded session up. */
const MOST_LOOKED_UP = 8

const subscribed = (peer: Peer, request: Id, { id }: Subscription): Effect =>
  deliver([peer], { kind: 'SUBSCRIBED', request, subscription: id })

const unheard = (publisher: Peer, { topic }: Publication): Effect =>
  note('publish_unheard', publisher, () => `nobody subscribes to ${quoted(topic)}: the event reached no one`)

interface Decided {
  readonly publication: Publication
  readonly details: EventDetails & Dict
}

/** Subscribers of a pattern are told the topic. */
function eventFor(
  { id, match, members }: Subscription,
  { publication: { id: publication, topic, payload }, details }: Decided,
  hears: Hears | undefined,
): Effect {
  const told = match === 'exact' ? details : { ...details, topic }
  return deliver(members, { kind: 'EVENT', subscription: id, publication, details: told, payload }, hears)
}
