/**
 * Publishes meta events (*Session*, *Subscription* and *Registration Meta API*). An event is made only when a session
 * subscribes to its topic. PUBLISH and CALL cause no meta event.
 */
import { isReserved, Payload } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import type { Publication } from '../broker/publication.ts'
import type { Effect } from '../effect.ts'
import type { Ids } from '../ids.ts'
import type { Rules } from '../options.ts'
import type { Peer, Registration, Subscription } from '../peer.ts'
import { sessionDetails } from './session-details.ts'

/** The other parts of the realm that meta events need. */
export interface MetaEventsParts {
  readonly ids: Ids
  readonly rules: Rules
  /** True when a session subscribes to a topic. */
  isHeard(topic: Uri): boolean
  deliver(publication: Publication): Effect[]
}

/** Publishes meta events. */
export class MetaEvents {
  readonly #parts: MetaEventsParts

  constructor(parts: MetaEventsParts) {
    this.#parts = parts
  }

  joined(peer: Peer): Effect[] {
    return this.#tell('wamp.session.on_join', () => [sessionDetails(peer)])
  }

  left({ identity: { session, authid, authrole } }: Peer): Effect[] {
    const args = this.#parts.rules.options.leavesWithIdOnly ? [session] : [session, authid, authrole]
    return this.#tell('wamp.session.on_leave', () => args)
  }

  /** `isNew`: the subscription was created for this session. */
  subscribed(peer: Peer, subscription: Subscription, isNew: boolean): Effect[] {
    return this.#came('subscription', peer, { subject: subscription, isNew, verb: 'subscribe' })
  }

  unsubscribed(peer: Peer, subscription: Subscription, wasLast: boolean = subscription.members.size === 0): Effect[] {
    return this.#went('subscription', peer, { subject: subscription, wasLast, verb: 'unsubscribe' })
  }

  /** `isNew`: the registration was created for this session. */
  registered(peer: Peer, registration: Registration, isNew: boolean): Effect[] {
    return this.#came('registration', peer, { subject: registration, isNew, verb: 'register' })
  }

  unregistered(peer: Peer, registration: Registration, wasLast: boolean): Effect[] {
    return this.#went('registration', peer, { subject: registration, wasLast, verb: 'unregister' })
  }

  #came(kind: Kind, peer: Peer, { subject, isNew, verb }: Change & { isNew: boolean }): Effect[] {
    if (isReserved(uriOf(subject))) return []
    const created = isNew ? this.#tell(`wamp.${kind}.on_create`, () => [peer.id, detailsOf(subject)]) : []
    return [...created, ...this.#tell(`wamp.${kind}.on_${verb}`, () => [peer.id, subject.id])]
  }

  #went(kind: Kind, peer: Peer, { subject, wasLast, verb }: Change & { wasLast: boolean }): Effect[] {
    if (peer.leavesSilently || isReserved(uriOf(subject))) return []
    const deleted = wasLast ? this.#tell(`wamp.${kind}.on_delete`, () => [peer.id, subject.id]) : []
    return [...this.#tell(`wamp.${kind}.on_${verb}`, () => [peer.id, subject.id]), ...deleted]
  }

  #tell(topic: Uri, args: () => readonly unknown[]): Effect[] {
    const { rules, ids } = this.#parts
    if (!rules.options.metaApi || !this.#parts.isHeard(topic)) return []
    return this.#parts.deliver({
      id: ids.global(),
      topic,
      payload: Payload.of(args()),
      publisher: undefined,
      isDisclosed: false,
      passthru: undefined,
      audience: undefined,
      isRetained: false,
    })
  }
}

type Kind = 'subscription' | 'registration'

type Subject = Subscription | Registration

interface Change {
  readonly subject: Subject
  readonly verb: string
}

const uriOf = (subject: Subject): Uri => ('topic' in subject ? subject.topic : subject.procedure)

/** `{id, created, uri, match}`, and `invoke` for a registration. */
export function detailsOf(subject: Subject): Dict {
  const { id, match } = subject
  const created = new Date(subject.created).toISOString()
  if ('topic' in subject) return { id, created, uri: subject.topic, match }
  return { id, created, uri: subject.procedure, match, invoke: subject.invoke }
}
