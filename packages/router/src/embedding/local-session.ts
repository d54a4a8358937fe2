/** A session inside the router's own process: without socket and serializer, with the interface of every client. */
import { EMPTY_DICT, featuresOf, Payload, wireCopy } from '@wampeter/protocol'
import type { Dict, Id, RouterMessage, SessionMessage, Uri } from '@wampeter/protocol'
import { Client, inProcess, ROLES, systemEnvironment } from '@wampeter/client/in-process'
import type { ClientParts, InProcessEnd } from '@wampeter/client/in-process'
import type { Origin } from '../realm/peer-parts.ts'
import type { Peer } from '../realm/peer.ts'
import type { Realm, RoutedMessage } from '../realm/realm.ts'
import type { Identity, MessageOutlet } from '../realm/receiver.ts'
import { welcomeDetails } from '../session/announcement.ts'
import type { RouterContext } from '../session/context.ts'

/** A client with one session in this process. It does not reconnect when the session ends. */
export class Session extends Client {
  readonly id: Id

  constructor(id: Id, parts: ClientParts) {
    super(parts)
    this.id = id
  }

  get isOpen(): boolean {
    return this.session !== undefined
  }

  /** Leaves the realm. The same as `close`. */
  leave(reason?: Uri): Promise<void> {
    return this.close(reason)
  }
}

/** The realm that an in-process session joins, and its identity. */
export interface Seat {
  readonly context: RouterContext
  readonly realm: Realm
  readonly identity: Identity
  readonly origin: Origin
}

/**
 * Joins a realm.
 * @throws WampError `wamp.error.no_such_role` when the realm does not have the role.
 */
export function joinLocally(seat: Seat): Session {
  const { client } = new LocalPeer(seat)
  return new Session(seat.identity.session, client.parts)
}

const FEATURES = featuresOf(ROLES)

/** The router's end: the outlet that the realm delivers to, and the connection that the client sends by. */
class LocalPeer implements MessageOutlet {
  readonly frames = undefined
  readonly client: InProcessEnd
  readonly #seat: Seat
  readonly #peer: Peer
  #isOpen = true
  #inbox: RouterMessage[] = []

  constructor(seat: Seat) {
    const { context, realm, identity, origin } = seat
    this.#seat = seat
    this.#peer = realm.join(identity, { features: FEATURES, outlet: this, origin })
    this.client = inProcess({
      id: identity.session,
      details: welcomeDetails(identity, EMPTY_DICT, realm.hasMetaApi),
      send: (message) => this.#send(message),
      leave: (reason) => this.end(reason, 'left'),
      report: (error) => this.#report('a handler', error),
    })
    context.delivery.apply(realm.announce(this.#peer))
  }

  /** An outlet must not call `route()`, but handlers may. So handlers run after the delivery. */
  accept(message: RouterMessage): void {
    if (!this.#isOpen) return
    if (this.#inbox.length === 0) queueMicrotask(() => this.#drain())
    this.#inbox.push(message)
  }

  #drain(): void {
    const inbox = this.#inbox
    this.#inbox = []
    for (const message of inbox) {
      try {
        if (this.#isOpen) this.client.receive(withOwnValues(message))
      } catch (error) {
        this.#report('a session', error)
      }
    }
  }

  /** In the log. A program that has not given one still sees its own errors, as other clients show them. */
  #report(what: string, error: unknown): void {
    const { log } = this.#seat.context
    if (log.isSilent === true) systemEnvironment.report(error)
    else log.write('error', `${what} in this process failed`, { err: error })
  }

  #send(message: SessionMessage): void {
    const { context, realm } = this.#seat
    const own = withOwnValues(message) as RoutedMessage
    context.counters.received(own.kind)
    context.delivery.apply(realm.route(this.#peer, own))
  }

  end(reason: Uri, message: string = reason): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#inbox = []
    try {
      this.#seat.context.delivery.apply(this.#seat.realm.leave(this.#peer))
    } finally {
      this.client.ended(reason, message)
    }
  }
}

/**
 * Values are copied in both directions, as by wire: in-process sessions must not share mutable values, and must not
 * send values that others could not receive.
 */
function withOwnValues<Message extends SessionMessage | RouterMessage>(message: Message): Message {
  if (!('payload' in message)) return message
  const { args, kwargs, sealed } = message.payload.values()
  if (sealed !== undefined) return message
  return { ...message, payload: Payload.of(args.map(wireCopy), wireCopy(kwargs) as Dict) }
}
