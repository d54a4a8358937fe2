/** Subscribing and unsubscribing, and the retained events that a new subscriber receives. */
import { EMPTY_DICT, fresh, payloadSize, Refusal } from '@wampeter/protocol'
import type { Id, Subscribe, Unsubscribe, Uri } from '@wampeter/protocol'
import { append, deliver, note } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { NOTHING_TO_TELL } from '../farewells.ts'
import type { Tell } from '../farewells.ts'
import { checkLimit } from '../limits.ts'
import type { MetaEvents } from '../meta/meta-events.ts'
import type { SubscriptionTables } from '../meta/subscription-procedures.ts'
import type { Rules } from '../options.ts'
import type { Pattern } from '../pattern.ts'
import type { Peer, Subscription } from '../peer.ts'
import { authorize } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { readPattern } from '../uris.ts'
import { checkShapes } from '../wildcard-shapes.ts'
import { detailsOf } from './publication.ts'
import type { RetainedEvents } from './retained.ts'
import { Subscriptions } from './subscriptions.ts'

/** The other parts of the realm that subscribing needs. */
export interface SubscribingParts {
  readonly rules: Rules
  now(): number
  /** Returns a whole number of at least 1. */
  random(): number
  readonly meta: MetaEvents
  readonly retained: RetainedEvents
}

/** Handles SUBSCRIBE and UNSUBSCRIBE. */
export class Subscribing implements SubscriptionTables {
  readonly #subscriptions: Subscriptions
  readonly #parts: SubscribingParts

  constructor(parts: SubscribingParts) {
    this.#parts = parts
    this.#subscriptions = new Subscriptions(parts.random())
  }

  subscribe(peer: Peer, { request, options, topic }: Subscribe): Effect[] {
    const { rules, meta } = this.#parts
    const pattern = readPattern(topic, options.match, rules.options)
    authorize(peer, 'subscribe', pattern)
    const wantsRetained = options.get_retained === true
    const held = this.#subscriptions.get(pattern)
    if (held?.members.has(peer) === true)
      return [subscribed(peer, request, held), ...(wantsRetained ? this.#retainedFor(peer, held) : NO_EFFECTS)]
    const { limits } = rules.options
    checkLimit(peer.subscriptions?.size, limits.subscriptionsPerSession, 'subscriptions_per_session')
    peer.holdings.check(peer)
    checkShapes(pattern, { own: peer.subscriptionShapes, all: this.#subscriptions.shapes }, limits)
    const { subscription, isNew } = this.#subscriptions.join(peer, pattern, this.#parts.now())
    const effects = [subscribed(peer, request, subscription)]
    if (wantsRetained) append(effects, this.#retainedFor(peer, subscription))
    append(effects, meta.subscribed(peer, subscription, isNew))
    return effects
  }

  /** The retained events that this session may receive. */
  #retainedFor(peer: Peer, subscription: Subscription): readonly Effect[] {
    const { topic: uri, match } = subscription
    const effects: Effect[] = []
    let bytes = 0
    for (const publication of this.#parts.retained.heardBy(peer.identity, { uri, match })) {
      bytes += payloadSize(publication.payload)
      if (effects.length >= MOST_RETAINED_AT_ONCE || bytes > MOST_RETAINED_BYTES_AT_ONCE) {
        const sent = effects.length
        effects.push(
          note(
            'retained_cut',
            peer,
            () => `only ${sent} of the retained events that match ${quoted(uri)} were sent: the rest exceeds a bound`,
          ),
        )
        break
      }
      const details = {
        ...detailsOf(publication),
        retained: true,
        ...(match !== 'exact' && { topic: publication.topic }),
      }
      const { id } = publication
      const payload = fresh(publication.payload)
      effects.push(deliver([peer], { kind: 'EVENT', subscription: subscription.id, publication: id, details, payload }))
    }
    return effects
  }

  unsubscribe(peer: Peer, { request, subscription }: Unsubscribe): Effect[] {
    const left = this.#subscriptions.leave(peer, subscription)
    if (left === undefined)
      throw new Refusal('wamp.error.no_such_subscription', `this session does not hold subscription ${subscription}`)
    return [
      deliver([peer], { kind: 'UNSUBSCRIBED', request, details: EMPTY_DICT }),
      ...this.#parts.meta.unsubscribed(peer, left),
    ]
  }

  /** Removes a subscription (*Subscription Revocation*). The session gets UNSUBSCRIBED if it announced the feature. */
  revoke(peer: Peer, { id }: Subscription, reason: Uri | undefined): Effect[] {
    const left = this.#subscriptions.leave(peer, id)
    if (left === undefined) return []
    const details = reason === undefined ? { subscription: id } : { subscription: id, reason }
    const told = peer.features.has('subscriber.subscription_revocation')
      ? [deliver([peer], { kind: 'UNSUBSCRIBED', request: 0, details })]
      : []
    return [...told, ...this.#parts.meta.unsubscribed(peer, left)]
  }

  get count(): number {
    return this.#subscriptions.size
  }

  /** The shapes of wildcard patterns. */
  get shapeCount(): number {
    return this.#subscriptions.shapes.size
  }

  get version(): number {
    return this.#subscriptions.version
  }

  subscriptions(): Iterable<Subscription> {
    return this.#subscriptions.values()
  }

  subscription(id: Id): Subscription | undefined {
    return this.#subscriptions.find(id)
  }

  get(pattern: Pattern): Subscription | undefined {
    return this.#subscriptions.get(pattern)
  }

  matching(topic: Uri): readonly Subscription[] {
    return this.#subscriptions.matching(topic)
  }

  /** Removes all subscriptions of a leaving session. The results publish the meta events. */
  leave(peer: Peer): readonly Tell[] {
    if (peer.subscriptions === undefined) return NOTHING_TO_TELL
    const tells: Tell[] = []
    for (const id of peer.subscriptions.keys()) {
      const subscription = this.#subscriptions.leave(peer, id)
      if (subscription === undefined) continue
      const wasLast = subscription.members.size === 0
      tells.push(() => this.#parts.meta.unsubscribed(peer, subscription, wasLast))
    }
    return tells
  }
}

const NO_EFFECTS: readonly Effect[] = []

/**
 * The most retained events, and bytes of them, that one SUBSCRIBE brings: more could make the session a slow reader.
 */
export const MOST_RETAINED_AT_ONCE = 1_000
export const MOST_RETAINED_BYTES_AT_ONCE = 256 * 1024

const subscribed = (peer: Peer, request: Id, { id }: Subscription): Effect =>
  deliver([peer], { kind: 'SUBSCRIBED', request, subscription: id })
