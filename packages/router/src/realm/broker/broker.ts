/** Publishing: `admit` decides once about a publication, and `deliver` sends it to the subscribers of this router. */
import { detached, passthruOf } from '@wampeter/protocol'
import type { Dict, EventDetails, Id, Publish } from '@wampeter/protocol'
import { checkPassthru } from '../announced.ts'
import { deliver, note, wake } from '../effect.ts'
import type { Effect, Hears } from '../effect.ts'
import type { Sources } from '../ids.ts'
import type { Rules } from '../options.ts'
import type { Peer, Subscription } from '../peer.ts'
import type { ReadonlyPeers } from '../peers.ts'
import { authorizeUri } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { RequestQueue } from '../request-queue.ts'
import { checkNotReserved, checkUri } from '../uris.ts'
import { weightOfPayload } from '../weight.ts'
import { compile, excludesSessionsOnly } from './audience.ts'
import type { Audience } from './audience.ts'
import { HeavyEvents, isHeavy } from './heavy-events.ts'
import { detailsOf } from './publication.ts'
import type { Publication } from './publication.ts'
import type { RetainedEvents } from './retained.ts'
import type { Subscribing } from './subscribing.ts'
import { isRestricted, wantedAudience } from './wanted-audience.ts'

/** The other parts of the realm that a broker needs. */
export interface BrokerParts {
  readonly sources: Sources
  readonly rules: Rules
  readonly subscribing: Subscribing
  readonly retained: RetainedEvents
  /** The sessions of the realm, live. */
  readonly peers: ReadonlyPeers
}

/** Publishes events to subscribers. */
export class Broker {
  readonly #parts: BrokerParts
  readonly #heavyEvents = new HeavyEvents()

  constructor(parts: BrokerParts) {
    this.#parts = parts
  }

  /** PUBLISHED precedes the events, so that a publisher that receives its own event knows the id first. */
  publish(peer: Peer, message: Publish): Effect[] {
    const publication = this.admit(peer, message)
    if (publication.isRetained)
      this.#parts.retained.keep(publication, !isRestricted(message.options), this.#parts.rules.options.limits)
    const events = this.deliver(publication, peer)
    if (events.length === 0) events.push(unheard(peer, publication))
    if (message.options.acknowledge !== true) return events
    return [deliver([peer], { kind: 'PUBLISHED', request: message.request, publication: publication.id }), ...events]
  }

  /**
   * Checks a PUBLISH and makes the publication: its id, its audience, and whether the publisher is disclosed.
   * @throws WampError when the URI, an option or the publisher's role forbids it.
   */
  admit(publisher: Peer, { topic, options, payload }: Publish): Publication {
    checkPassthru(publisher, 'publisher', options)
    checkUri(topic, this.#parts.rules.options)
    checkNotReserved(topic)
    const { disclose } = authorizeUri(publisher, 'publish', topic)
    return {
      id: this.#parts.sources.ids.global(),
      topic,
      payload,
      publisher: publisher.identity,
      isDisclosed: disclose.publisher || options.disclose_me === true,
      passthru: passthruOf(options),
      audience: wantedAudience(options, publisher.id),
      isRetained: options.retain === true,
    }
  }

  /**
   * Returns one EVENT for each matching subscription of this router. Its members are handed out live, not copied. A
   * large event for many subscriptions is delivered in steps, and the further requests of its publisher wait for it.
   */
  deliver(publication: Publication, publisher?: Peer): Effect[] {
    const subscriptions = this.#parts.subscribing.matching(publication.topic)
    const [first] = subscriptions
    if (first === undefined) return []
    const decided: Decided = { publication, details: detailsOf(publication), hears: undefined }
    if (subscriptions.length === 1) return [this.#event(first, decided)]
    if (isHeavy(subscriptions, publication.payload)) return this.#deliverInSteps(subscriptions, decided, publisher)
    return subscriptions.map((subscription) => this.#event(subscription, decided))
  }

  #deliverInSteps(subscriptions: readonly Subscription[], decided: Decided, publisher: Peer | undefined): Effect[] {
    const { rules } = this.#parts
    const hold =
      publisher === undefined
        ? undefined
        : (publisher.queue ??= new RequestQueue(publisher, rules)).hold('the delivery of a large event')
    const payload = detached(decided.publication.payload)
    const kept = { ...decided, publication: { ...decided.publication, payload } }
    this.#heavyEvents.add({
      subscriptions,
      bytes: weightOfPayload(payload),
      event: (subscription) => this.#event(subscription, kept),
      done: () => hold?.release() ?? [],
    })
    return [wake(this.#heavyEvents)]
  }

  #event(subscription: Subscription, decided: Decided): Effect {
    const { audience } = decided.publication
    if (audience === undefined || this.#reachesAll(audience, subscription))
      return eventFor(subscription, decided, undefined)
    decided.hears ??= compile(audience)
    return eventFor(subscription, decided, decided.hears)
  }

  /** True when every member gets the event: only sessions are excluded, and none of them is a member. */
  #reachesAll(audience: Audience, { members }: Subscription): boolean {
    const { exclude = NONE } = audience
    if (exclude.length > MOST_LOOKED_UP || !excludesSessionsOnly(audience)) return false
    for (const id of exclude) {
      const peer = this.#parts.peers.get(id)
      if (peer !== undefined && members.has(peer)) return false
    }
    return true
  }
}

const NONE: readonly Id[] = []

/** The longest `exclude` list whose sessions are looked up; for a longer one, judging each member is cheaper. */
const MOST_LOOKED_UP = 8

const unheard = (publisher: Peer, { topic }: Publication): Effect =>
  note('publish_unheard', publisher, () => `no session subscribes to ${quoted(topic)}: the event was not delivered`)

interface Decided {
  readonly publication: Publication
  readonly details: EventDetails & Dict
  /** Compiled for the first subscription that needs it. */
  hears: Hears | undefined
}

/** Adds the topic to the details for subscribers of a pattern. */
function eventFor(
  { id, match, members }: Subscription,
  { publication: { id: publication, topic, payload }, details }: Decided,
  hears: Hears | undefined,
): Effect {
  const told = match === 'exact' ? details : { ...details, topic }
  return deliver(members, { kind: 'EVENT', subscription: id, publication, details: told, payload }, hears)
}
