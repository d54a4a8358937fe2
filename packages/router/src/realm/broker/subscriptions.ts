import type { Id, Uri } from '@wampeter/protocol'
import { Sequence } from '../ids.ts'
import type { Peer } from '../peer.ts'

/** All sessions that asked for the same topic share one subscription and its id (*Subscribing and Unsubscribing*). */
export interface Subscription {
  readonly id: Id
  readonly topic: Uri
  /** In the order in which they came. Handed out live. */
  readonly members: ReadonlySet<Peer>
}

interface OpenSubscription extends Subscription {
  readonly members: Set<Peer>
}

const NONE: readonly Subscription[] = []

/** The index from topic to subscription. A subscription lives as long as it has members. */
export class Subscriptions {
  readonly #byTopic = new Map<Uri, OpenSubscription>()
  readonly #ids = new Sequence()

  /** Adds a peer; joining twice changes nothing. */
  join(peer: Peer, topic: Uri): Subscription {
    let subscription = this.#byTopic.get(topic)
    if (subscription === undefined) {
      subscription = { id: this.#ids.next(), topic, members: new Set() }
      this.#byTopic.set(topic, subscription)
    }
    subscription.members.add(peer)
    peer.subscriptions ??= new Map()
    peer.subscriptions.set(subscription.id, subscription)
    return subscription
  }

  has(peer: Peer, topic: Uri): boolean {
    return this.#byTopic.get(topic)?.members.has(peer) === true
  }

  /** Takes a peer out; false when it was not a member. */
  leave(peer: Peer, id: Id): boolean {
    const held = peer.subscriptions?.get(id)
    if (held === undefined) return false
    peer.subscriptions?.delete(id)
    const subscription = this.#byTopic.get(held.topic)
    subscription?.members.delete(peer)
    if (subscription?.members.size === 0) this.#byTopic.delete(held.topic)
    return true
  }

  /** Every subscription that a publication to this topic reaches. */
  matching(topic: Uri): readonly Subscription[] {
    const exact = this.#byTopic.get(topic)
    return exact === undefined ? NONE : [exact]
  }
}
