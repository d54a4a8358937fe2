/**
 * Publishes meta events (*Session*, *Subscription* and *Registration Meta API*). An event is made only when a session
 * subscribes to its topic. PUBLISH and CALL cause no meta event.
 */
import { isReserved, Payload } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import type { Publication } from '../broker/publication.ts'
import { append } from '../effect.ts'
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
    return this.#isHeard('wamp.session.on_join') ? this.#tell('wamp.session.on_join', [sessionDetails(peer)]) : []
  }

  left({ identity: { session, authid, authrole } }: Peer): Effect[] {
    if (!this.#isHeard('wamp.session.on_leave')) return []
    const args = this.#parts.rules.options.leavesWithIdOnly ? [session] : [session, authid, authrole]
    return this.#tell('wamp.session.on_leave', args)
  }

  /** `isNew`: the subscription was created for this session. */
  subscribed(peer: Peer, subscription: Subscription, isNew: boolean): Effect[] {
    return this.#came(SUBSCRIPTION, peer, { subject: subscription, isEdge: isNew })
  }

  unsubscribed(peer: Peer, subscription: Subscription, wasLast: boolean = subscription.members.size === 0): Effect[] {
    return this.#went(SUBSCRIPTION, peer, { subject: subscription, isEdge: wasLast })
  }

  /** `isNew`: the registration was created for this session. */
  registered(peer: Peer, registration: Registration, isNew: boolean): Effect[] {
    return this.#came(REGISTRATION, peer, { subject: registration, isEdge: isNew })
  }

  unregistered(peer: Peer, registration: Registration, wasLast: boolean): Effect[] {
    return this.#went(REGISTRATION, peer, { subject: registration, isEdge: wasLast })
  }

  #came({ created, came }: Topics, peer: Peer, { subject, isEdge }: Change): Effect[] {
    if (isReserved(uriOf(subject))) return []
    const effects = isEdge && this.#isHeard(created) ? this.#tell(created, [peer.id, detailsOf(subject)]) : []
    if (this.#isHeard(came)) append(effects, this.#tell(came, [peer.id, subject.id]))
    return effects
  }

  #went({ went, deleted }: Topics, peer: Peer, { subject, isEdge }: Change): Effect[] {
    if (peer.leavesSilently || isReserved(uriOf(subject))) return []
    const effects = this.#isHeard(went) ? this.#tell(went, [peer.id, subject.id]) : []
    if (isEdge && this.#isHeard(deleted)) append(effects, this.#tell(deleted, [peer.id, subject.id]))
    return effects
  }

  #isHeard(topic: Uri): boolean {
    return this.#parts.rules.options.metaApi && this.#parts.isHeard(topic)
  }

  #tell(topic: Uri, args: readonly unknown[]): Effect[] {
    return this.#parts.deliver({
      id: this.#parts.ids.global(),
      topic,
      payload: Payload.of(args),
      publisher: undefined,
      isDisclosed: false,
      passthru: undefined,
      audience: undefined,
      isRetained: false,
    })
  }
}

/** The topics about one kind of subject. */
interface Topics {
  readonly created: Uri
  readonly came: Uri
  readonly went: Uri
  readonly deleted: Uri
}

const SUBSCRIPTION: Topics = {
  created: 'wamp.subscription.on_create',
  came: 'wamp.subscription.on_subscribe',
  went: 'wamp.subscription.on_unsubscribe',
  deleted: 'wamp.subscription.on_delete',
}

const REGISTRATION: Topics = {
  created: 'wamp.registration.on_create',
  came: 'wamp.registration.on_register',
  went: 'wamp.registration.on_unregister',
  deleted: 'wamp.registration.on_delete',
}

type Subject = Subscription | Registration

interface Change {
  readonly subject: Subject
  /** True when the subject was created, or is deleted, with this change. */
  readonly isEdge: boolean
}

const uriOf = (subject: Subject): Uri => ('topic' in subject ? subject.topic : subject.procedure)

/** `{id, created, uri, match}`, and `invoke` for a registration. */
export function detailsOf(subject: Subject): Dict {
  const { id, match } = subject
  const created = new Date(subject.created).toISOString()
  if ('topic' in subject) return { id, created, uri: subject.topic, match }
  return { id, created, uri: subject.procedure, match, invoke: subject.invoke }
}
