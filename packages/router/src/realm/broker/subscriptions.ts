/** The table of subscriptions. */
import type { Id, Uri } from '@wampeter/protocol'
import { SUBSCRIPTION_BYTES } from '../holdings.ts'
import { Sequence } from '../ids.ts'
import type { Pattern } from '../pattern.ts'
import { PatternIndex } from '../pattern-index.ts'
import type { Peer, Subscription } from '../peer.ts'
import { WildcardShapes } from '../wildcard-shapes.ts'

interface OpenSubscription extends Subscription {
  readonly members: Set<Peer>
}

/** The subscriptions of a realm, by pattern and by id. A subscription lives as long as it has members. */
export class Subscriptions {
  readonly #byPattern: PatternIndex<OpenSubscription>
  readonly #byId = new Map<Id, OpenSubscription>()
  readonly #ids = new Sequence()
  #version = 0
  /** The shapes of all wildcard patterns of the realm. */
  readonly shapes = new WildcardShapes()

  /** `secret` is for the index of patterns. */
  constructor(secret: number) {
    this.#byPattern = new PatternIndex(secret)
  }

  get size(): number {
    return this.#byId.size
  }

  /** Grows with each subscription that is created or deleted. */
  get version(): number {
    return this.#version
  }

  /** Adds a peer to a subscription, which is created if it does not exist. */
  join(peer: Peer, pattern: Pattern, now: number): { readonly subscription: Subscription; readonly isNew: boolean } {
    const existing = this.#byPattern.get(pattern)
    const subscription = existing ?? this.#create(pattern, now)
    subscription.members.add(peer)
    peer.holdings.join(peer, { uri: pattern.uri, isFirst: existing === undefined, of: SUBSCRIPTION_BYTES })
    peer.subscriptions ??= new Map()
    peer.subscriptions.set(subscription.id, subscription)
    if (pattern.match === 'wildcard') (peer.subscriptionShapes ??= new WildcardShapes()).add(pattern.uri)
    return { subscription, isNew: existing === undefined }
  }

  #create(pattern: Pattern, now: number): OpenSubscription {
    const { uri: topic, match } = pattern
    const subscription = { id: this.#ids.next(), topic, match, created: now, members: new Set<Peer>() }
    this.#byPattern.set(pattern, subscription)
    if (match === 'wildcard') this.shapes.add(topic)
    this.#byId.set(subscription.id, subscription)
    this.#version++
    return subscription
  }

  /** The subscription to exactly this pattern. */
  get(pattern: Pattern): Subscription | undefined {
    return this.#byPattern.get(pattern)
  }

  find(id: Id): Subscription | undefined {
    return this.#byId.get(id)
  }

  values(): Iterable<Subscription> {
    return this.#byId.values()
  }

  /** Removes a peer from a subscription and returns the subscription; undefined when the peer was not a member. */
  leave(peer: Peer, id: Id): Subscription | undefined {
    const subscription = this.#byId.get(id)
    if (subscription?.members.delete(peer) !== true) return undefined
    peer.subscriptions?.delete(id)
    if (subscription.match === 'wildcard') peer.subscriptionShapes?.remove(subscription.topic)
    const wasLast = subscription.members.size === 0
    peer.holdings.leave(peer, { uri: subscription.topic, wasLast, of: SUBSCRIPTION_BYTES })
    if (wasLast) this.#remove(subscription)
    return subscription
  }

  #remove({ id, topic, match }: OpenSubscription): void {
    this.#byPattern.delete({ uri: topic, match })
    this.#byId.delete(id)
    this.#version++
    if (match === 'wildcard') this.shapes.remove(topic)
  }

  /** All subscriptions that match a topic. */
  matching(topic: Uri): readonly Subscription[] {
    return this.#byPattern.matching(topic)
  }
}
