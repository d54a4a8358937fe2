/** A realm: its roles and its sessions. It routes the messages of its sessions to the parts that handle them. */
import { ProtocolViolation, WampError } from '@wampeter/protocol'
import type { Goodbye, MessageRefused, SessionMessage, Uri } from '@wampeter/protocol'
import type { Question } from './asking/question.ts'
import type { Publication } from './broker/publication.ts'
import { append, next } from './effect.ts'
import type { Effect } from './effect.ts'
import { Farewells } from './farewells.ts'
import { guarded } from './guarded.ts'
import { Holdings } from './holdings.ts'
import { assemble, authorizerHost } from './assemble.ts'
import type { RealmParts, TableSizes } from './assemble.ts'
import type { Sources } from './ids.ts'
import type { RealmOptions, Rules } from './options.ts'
import { Peer, type PendingCall } from './peer.ts'
import type { ReadonlyPeers } from './peers.ts'
import type { PeerParts } from './peer-parts.ts'
import { Authorizer } from './permissions/authorizer.ts'
import type { AuthorizerHost } from './permissions/authorizer.ts'
import { rolesOf } from './permissions/role.ts'
import type { Role } from './permissions/role.ts'
import { kept } from './permissions/parked-request.ts'
import { isWaitable, type Waitable } from './permissions/waitable.ts'
import type { Identity } from './receiver.ts'
import { refusal, refuseUnread } from './refusing.ts'
import { RequestQueue } from './request-queue.ts'
import type { Hold, QueuedRequest, WaitReason } from './request-queue.ts'
import { RoleChange } from './role-change.ts'
import { Sessions } from './sessions.ts'

/** The messages that a realm routes: all messages of an established session but GOODBYE. */
export type RoutedMessage = Exclude<SessionMessage, Goodbye>

/** A realm of the router. */
export class Realm {
  readonly name: string
  readonly #rules: Rules
  #roles: ReadonlyMap<string, Role>
  readonly #sessions = new Sessions()
  readonly #holdings: Holdings
  readonly #farewells: Farewells
  readonly #parts: RealmParts
  readonly #authorizers: AuthorizerHost
  /** The number of entries in each table. */
  readonly sizes: () => TableSizes

  constructor(options: RealmOptions, sources: Sources) {
    this.name = options.name
    this.#rules = { options }
    this.#holdings = new Holdings(this.#rules)
    this.#roles = rolesOf(options)
    this.#parts = assemble({
      realm: this.name,
      rules: this.#rules,
      sources,
      sessions: this.#sessions,
      holdings: this.#holdings,
    })
    this.sizes = this.#parts.sizes
    this.#farewells = new Farewells({
      route: (peer, message) => this.route(peer, message),
      left: (peer) => this.#parts.metaEvents.left(peer),
    })
    this.#authorizers = authorizerHost(this.#rules, this.#parts, (peer, message) => this.#carryOut(peer, message))
  }

  get hasMetaApi(): boolean {
    return this.#rules.options.metaApi
  }

  /**
   * Applies other options to existing sessions. A session whose role is gone ends. Subscriptions and registrations that
   * the rules no longer allow are revoked. Cached answers of authorizers are cleared.
   */
  reconfigure(options: RealmOptions): Effect[] {
    this.#rules.options = options
    this.#roles = rolesOf(options)
    const change = new RoleChange({
      roles: this.#roles,
      subscribing: this.#parts.subscribing,
      registering: this.#parts.registering,
      authorizers: this.#authorizers,
      receive: (peer, message) => this.route(peer, message),
    })
    return this.#sessions.all.values().map((peer) => next(() => guarded(peer, () => change.apply(peer))))
  }

  hasRole(name: string): boolean {
    return this.#roles.has(name)
  }

  /** The sessions of the realm, live. */
  get peers(): ReadonlyPeers {
    return this.#sessions.all
  }

  /** Adds a session. @throws WampError `wamp.error.no_such_role` when the realm does not have its role. */
  join(identity: Identity, { features, outlet, origin }: Omit<PeerParts, 'role' | 'holdings'>): Peer {
    const role = this.#roles.get(identity.authrole)
    if (role === undefined)
      throw new WampError('wamp.error.no_such_role', `realm "${this.name}" has no role "${identity.authrole}"`)
    const peer = new Peer(identity, { role, features, outlet, origin, holdings: this.#holdings })
    if (role.authorizer !== undefined) peer.authorizer = new Authorizer(role.authorizer, peer, this.#authorizers)
    this.#sessions.add(peer)
    return peer
  }

  /** Removes a session and everything that it owned. Its testaments precede the meta event. Harmless when repeated. */
  leave(peer: Peer): Effect[] {
    if (!this.#sessions.delete(peer)) return []
    const { registering, endings, subscribing } = this.#parts
    const unregistered = registering.leave(peer)
    const effects = peer.queue?.leave() ?? []
    append(effects, endings.leave(peer))
    const unsubscribed = subscribing.leave(peer)
    this.#holdings.remove(peer, peer.heldBytes)
    if (peer.leavesSilently) return effects
    const removed = unregistered.length === 0 ? unsubscribed : [...unregistered, ...unsubscribed]
    append(effects, this.#farewells.say(peer, removed))
    return effects
  }

  /** Publishes the meta event that a session has joined. Called after WELCOME. */
  announce(peer: Peer): Effect[] {
    return this.#parts.metaEvents.joined(peer)
  }

  /** Prepares the end of the realm: there is no meta event for the sessions that end, and testaments are void. */
  close(): void {
    for (const peer of this.#sessions.all.values()) peer.leavesSilently = true
  }

  /** True when a session answers this procedure now. */
  hasProcedure(procedure: Uri): boolean {
    return this.#parts.registering.matching(procedure) !== undefined
  }

  /** Calls a procedure in the router's own name. See {@link RouterCaller.ask}. */
  ask(question: Question, opened: (question: PendingCall) => void): Effect[] {
    return this.#parts.asking.ask(question, opened)
  }

  /** Gives up a question. */
  abandon(question: PendingCall): Effect[] {
    return this.#parts.asking.abandon(question)
  }

  /** Delivers a publication that was admitted elsewhere, or earlier. */
  deliver(publication: Publication): Effect[] {
    return this.#parts.broker.deliver(publication)
  }

  /** Holds back a session's requests, in their order, until the hold is released. */
  hold(peer: Peer, reason: WaitReason): Hold {
    peer.queue ??= new RequestQueue(peer, this.#rules)
    return peer.queue.hold(reason)
  }

  /** Routes one message. The effects must be carried out before the next call. @throws ProtocolViolation. */
  route(peer: Peer, message: RoutedMessage): Effect[] {
    const { queue } = peer
    if (queue !== undefined && isWaitable(message)) return this.#line(peer, queue, message)
    return this.#carryOut(peer, message)
  }

  #line(peer: Peer, queue: RequestQueue, message: Waitable): Effect[] {
    const { authorizer } = peer
    if (authorizer === undefined && queue.isEmpty) return this.#carryOut(peer, message)
    try {
      return authorizer === undefined ? queue.add(this.#waiting(peer, message)) : authorizer.receive(message)
    } catch (error) {
      return refusal(peer, message, error)
    }
  }

  /** Answers a message over a limit. @throws ProtocolViolation for a message that no ERROR can answer. */
  refuse(peer: Peer, error: MessageRefused): Effect[] {
    return refuseUnread(peer, error, this.#parts)
  }

  #waiting(peer: Peer, message: Waitable): QueuedRequest {
    const own = kept(message)
    return { message: own, reason: undefined, run: () => this.#carryOut(peer, own), drop: () => [] }
  }

  #carryOut(peer: Peer, message: RoutedMessage): Effect[] {
    try {
      return this.#dispatch(peer, message)
    } catch (error) {
      return refusal(peer, message, error)
    }
  }

  #dispatch(peer: Peer, message: RoutedMessage): Effect[] {
    switch (message.kind) {
      case 'PUBLISH':
        return this.#parts.broker.publish(peer, message)
      case 'SUBSCRIBE':
        return this.#parts.subscribing.subscribe(peer, message)
      case 'UNSUBSCRIBE':
        return this.#parts.subscribing.unsubscribe(peer, message)
      case 'CALL':
        return this.#parts.dealer.call(peer, message)
      case 'CANCEL':
        return this.#parts.endings.cancel(peer, message)
      case 'YIELD':
        return this.#parts.answering.yield(peer, message)
      case 'ERROR':
        return this.#parts.answering.error(peer, message)
      case 'REGISTER':
        return this.#parts.registering.register(peer, message)
      case 'UNREGISTER':
        return this.#parts.registering.unregister(peer, message)
      case 'EVENT_RECEIVED':
        return []
      default:
        throw new ProtocolViolation(`unexpected message: ${JSON.stringify(message satisfies never)}`)
    }
  }
}
