/**
 * One session: its peer in the realm, the outlet of that peer, and its two endings by GOODBYE. A connection has at most
 * one session at a time.
 */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, Goodbye, MessageRefused, RouterMessage, Uri } from '@wampeter/protocol'
import type { Origin } from '../realm/peer-parts.ts'
import type { Peer } from '../realm/peer.ts'
import type { Realm, RoutedMessage } from '../realm/realm.ts'
import type { FrameOutlet, Identity } from '../realm/receiver.ts'
import { welcomeDetails } from './announcement.ts'
import type { Correspondent, TransportContext } from './context.ts'
import { farewellDetails } from './farewell.ts'
import type { Farewell } from './farewell.ts'
import type { Admission } from './handshake.ts'
import type { Inbox } from './inbox.ts'
import { Journal } from './journal.ts'
import type { Outbox } from './outbox.ts'
import { transportDetails } from './transport-details.ts'
import { CLOSE } from './transport.ts'

/** The connection, as its session sees it. */
export interface SessionHost extends Correspondent {
  readonly inbox: Inbox
  readonly outbox: Outbox
  /** Sends a message of the session itself. */
  send(message: RouterMessage): void
  /** The router has sent GOODBYE. The connection waits for the peer's, and closes after a timeout. */
  awaitGoodbye(reason: Uri): void
  /** The peer's GOODBYE was answered. Another session may follow. */
  awaitHello(): void
  abort(farewell: Farewell): void
}

/** One session. */
export class Session implements FrameOutlet, Origin {
  readonly peer: Peer
  readonly #context: TransportContext
  readonly #host: SessionHost
  readonly #outbox: Outbox
  readonly #realm: Realm
  readonly #authextra: Dict
  #state: 'open' | 'left' = 'open'

  /**
   * Joins the realm.
   * @throws WampError `wamp.error.no_such_role` when the realm does not have its role.
   */
  constructor(context: TransportContext, host: SessionHost, { realm, identity, features, authextra }: Admission) {
    this.#context = context
    this.#host = host
    this.#outbox = host.outbox
    this.#realm = realm
    this.#authextra = authextra
    this.peer = realm.join(identity, { features, outlet: this, origin: this })
  }

  get identity(): Identity {
    return this.peer.identity
  }

  route(message: RoutedMessage): void {
    this.#context.router.delivery.apply(this.#realm.route(this.peer, message))
  }

  /** Answers a message that exceeds a limit with ERROR. If no ERROR can answer it, the session ends. */
  refuse(refused: MessageRefused): void {
    try {
      this.#context.router.delivery.apply(this.#realm.refuse(this.peer, refused))
    } catch (error) {
      this.#host.abort(this.#journal.malformed(error))
    }
  }

  /** Sends WELCOME, and publishes the meta event. */
  welcome(): void {
    const { identity } = this
    this.#journal.joined(identity.authmethod)
    const details = welcomeDetails(identity, this.#authextra, this.#realm.hasMetaApi)
    this.#host.send({ kind: 'WELCOME', session: identity.session, details })
    this.#context.router.delivery.apply(this.#realm.announce(this.peer))
  }

  /** Answers the peer's GOODBYE. Another HELLO may follow. */
  answer({ reason }: Goodbye): void {
    this.#journal.left(reason)
    this.leave()
    this.#host.send({ kind: 'GOODBYE', details: EMPTY_DICT, reason: 'wamp.close.goodbye_and_out' })
    this.#host.awaitHello()
  }

  /**
   * Leaves the realm. An exception there is logged and does not stop the connection from ending. Harmless when
   * repeated.
   */
  leave(): void {
    if (this.#state === 'left') return
    this.#state = 'left'
    try {
      this.#context.router.delivery.apply(this.#realm.leave(this.peer))
    } catch (error) {
      this.#journal.failed('wamp.error.internal_error', error)
    }
    this.peer.letGo()
  }

  // Methods of the outlet

  get frames(): Outbox {
    return this.#outbox
  }

  end(reason: Uri, message?: string, retryAfterMs?: number): void {
    if (this.#state === 'left') return
    this.leave()
    this.#host.send({ kind: 'GOODBYE', details: farewellDetails(message, retryAfterMs), reason })
    this.#host.awaitGoodbye(reason)
  }

  abort(reason: Uri, message: string = reason): void {
    if (this.#state === 'open') this.#host.abort({ reason, message, code: CLOSE.goingAway })
  }

  pause(): void {
    this.#host.inbox.pause()
  }

  resume(): void {
    this.#host.inbox.resume()
  }

  // Methods of the origin

  get settings(): TransportContext {
    return this.#context
  }

  describe(): Dict {
    return { authextra: this.#authextra, transport: transportDetails(this.#host.info) }
  }

  get #journal(): Journal {
    return new Journal(this.#context.router, this.#host)
  }
}
