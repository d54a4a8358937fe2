import type { Id, Uri } from '@wampeter/protocol'
import { Sequence } from '../ids.ts'
import type { Peer, Subscription } from '../peer.ts'

interface OpenSubscription extends Subscription {
  readonly members: Set<Peer>
}

const NONE: readonly Subscription[] = []

/** The index from topic to subscription. A subscription lives as long as it has members. */
export class Subscriptions {
  readonly #byTopic = new Map<Uri, OpenSubscription>()
  readonly #ids = new Sequence()

  /** Adds a peer. A subscription that did not exist is made. */
  join(peer: Peer, topic: Uri, now: number): { readonly subscription: Subscription; readonly isNew: boolean } {
    const existing = this.#byTopic.get(topic)
    const subscription = existing ?? this.#create(topic, now)
    subscription.members.add(peer)
    peer.subscriptions ??= new Map()
    peer.subscriptions.set(subscription.id, subscription)
    return { subscription, isNew: existing === undefined }
  }

  #create(topic: Uri, now: number): OpenSubscription {
    const subscription = { id: this.#ids.next(), topic, created: now, members: new Set<Peer>() }
    this.#byTopic.set(topic, subscription)
    return subscription
  }

  /** The subscription to this very topic. */
  get(topic: Uri): Subscription | undefined {
    return this.#byTopic.get(topic)
  }

  /** By its id, by looking at all: for those who look at the router itself. */
  find(id: Id): Subscription | undefined {
    for (const subscription of this.#byTopic.values()) if (subscription.id === id) return subscription
    return undefined
  }

  values(): Iterable<Subscription> {
    return this.#byTopic.values()
  }

  /** Takes a peer out of a subscription, and returns it; undefined when it was not a member. */
  leave(peer: Peer, id: Id): Subscription | undefined {
    const held = peer.subscriptions?.get(id)
    if (held === undefined) return undefined
    peer.subscriptions?.delete(id)
    const subscription = this.#byTopic.get(held.topic)
    subscription?.members.delete(peer)
    if (subscription?.members.size === 0) this.#byTopic.delete(held.topic)
    return held
  }

  /** Every subscription that a publication to this topic reaches. */
  matching(topic: Uri): readonly Subscription[] {
    const exact = this.#byTopic.get(topic)
    return exact === undefined ? NONE : [exact]
  }
}
