/** A realm: its roles, its sessions, and the one switch over what sessions send. */
import { ProtocolViolation, WampError } from '@wampeter/protocol'
import type { Goodbye, Id, SessionMessage, Uri } from '@wampeter/protocol'
import { Broker } from './broker/broker.ts'
import type { Publication } from './broker/publication.ts'
import { Dealer } from './dealer/dealer.ts'
import type { Question } from './dealer/questions.ts'
import { deliver, errorFor, note, next, refused, wake } from './effect.ts'
import type { Effect } from './effect.ts'
import type { Sources } from './ids.ts'
import { LimitExceeded } from './limits.ts'
import { MetaApi } from './meta/meta-api.ts'
import { MetaEvents } from './meta/meta-events.ts'
import type { RealmOptions, Rules } from './options.ts'
import { Peer } from './peer.ts'
import type { PeerParts, PendingCall } from './peer.ts'
import { Authorizer } from './permissions/authorizer.ts'
import type { AuthorizerHost } from './permissions/authorizer.ts'
import { guarded } from './permissions/guarded.ts'
import { NotAuthorized } from './permissions/refusal.ts'
import { RoleChange } from './permissions/role-change.ts'
import { Role, TRUSTED } from './permissions/role.ts'
import { isWaitable } from './permissions/waitable.ts'
import type { Identity } from './receiver.ts'
import { Service } from './service.ts'

/** The configured roles, and the one that is always there. */
const rolesOf = ({ roles }: RealmOptions): ReadonlyMap<string, Role> =>
  new Map([...roles.map((options) => new Role(options)), TRUSTED].map((role) => [role.name, role]))

/** What a realm routes: all that an established session sends, except its farewell. */
export type RoutedMessage = Exclude<SessionMessage, Goodbye>

export class Realm {
  readonly name: string
  readonly #rules: Rules
  #roles: ReadonlyMap<string, Role>
  readonly #peers = new Map<Id, Peer>()
  readonly #metaEvents: MetaEvents
  readonly #broker: Broker
  readonly #dealer: Dealer

  readonly #service: Service
  readonly #meta: MetaApi
  readonly #authorizers: AuthorizerHost

  constructor(options: RealmOptions, sources: Sources) {
    this.name = options.name
    this.#rules = { options }
    const rules = this.#rules
    this.#roles = rolesOf(options)
    this.#metaEvents = new MetaEvents({
      rules,
      ids: sources.ids,
      isHeard: (topic) => this.#broker.matching(topic).length > 0,
      deliver: (publication) => this.#broker.deliver(publication),
    })
    this.#broker = new Broker({ sources, rules, meta: this.#metaEvents, peers: this.#peers })
    this.#dealer = new Dealer({
      rules,
      now: () => sources.now(),
      meta: this.#metaEvents,
      builtIn: (caller, call) => this.#meta.call(caller, call),
      isBuiltIn: (procedure) => this.#meta.answers(procedure),
    })
    this.#meta = new MetaApi({ rules, peers: this.#peers, subscriptions: this.#broker, registrations: this.#dealer })
    this.#service = new Service({ realm: this.name, dealer: this.#dealer, sources, rules })
    this.#authorizers = {
      rules,
      calleeOf: (procedure) => this.#dealer.matching(procedure)?.callee,
      ask: (question, opened) => this.#service.askInTime(question, opened),
      abandon: (question) => this.#service.abandon(question),
      carryOut: (peer, message) => this.#carryOut(peer, message),
    }
  }

  get hasMetaApi(): boolean {
    return this.#rules.options.metaApi
  }

  /**
   * Applies other options under living sessions: who has lost its role is ended, what the rules do not allow any more
   * is revoked, and what authorizers have said is forgotten.
   */
  reconfigure(options: RealmOptions): Effect[] {
    this.#rules.options = options
    this.#roles = rolesOf(options)
    const change = new RoleChange({
      roles: this.#roles,
      broker: this.#broker,
      dealer: this.#dealer,
      authorizers: this.#authorizers,
      receive: (peer, message) => this.route(peer, message),
    })
    const changes = [...this.#peers.values()].map((peer) => next(() => guarded(peer, () => change.apply(peer))))
    return this.#service.deadline === undefined ? changes : [wake(this.#service), ...changes]
  }

  hasRole(name: string): boolean {
    return this.#roles.has(name)
  }

  /** The sessions that are in the realm now; live. */
  get peers(): ReadonlyMap<Id, Peer> {
    return this.#peers
  }

  /**
   * Takes a session in.
   * @throws WampError `wamp.error.no_such_role` when the realm does not have its role.
   */
  join(identity: Identity, { features, outlet, origin }: Omit<PeerParts, 'role'>): Peer {
    const role = this.#roles.get(identity.authrole)
    if (role === undefined)
      throw new WampError('wamp.error.no_such_role', `realm "${this.name}" has no role "${identity.authrole}"`)
    const peer = new Peer(identity, { role, features, outlet, origin })
    if (role.authorizer !== undefined) peer.authorizer = new Authorizer(role.authorizer, peer, this.#authorizers)
    this.#peers.set(peer.id, peer)
    return peer
  }

  /**
   * Lets a session go, with everything it owned. Its testaments are published as it would have published them itself,
   * with its identity and its permissions, before it is told that it left. Harmless when repeated.
   */
  leave(peer: Peer): Effect[] {
    if (!this.#peers.delete(peer.id)) return []
    const effects = [...(peer.authorizer?.leave() ?? []), ...this.#dealer.leave(peer), ...this.#broker.leave(peer)]
    if (peer.leavesSilently) return effects
    const testaments = peer.testaments?.inOrder() ?? []
    const left = (): Effect[] => this.#metaEvents.left(peer)
    const published = testaments.map((message) => next(() => guarded(peer, () => this.route(peer, message))))
    return [...effects, ...published, next(() => peer.authorizer?.finally(left) ?? left())]
  }

  /** Tells that a session is here, once it has been welcomed. */
  announce(peer: Peer): Effect[] {
    return this.#metaEvents.joined(peer)
  }

  /** Delivers a publication that was admitted elsewhere, or earlier. */
  deliver(publication: Publication): Effect[] {
    return this.#broker.deliver(publication)
  }

  /** The realm ends: nobody is told who leaves, and testaments are void. */
  close(): void {
    for (const peer of this.#peers.values()) peer.leavesSilently = true
  }

  /** True when somebody answers to this procedure now. */
  hasProcedure(procedure: Uri): boolean {
    return this.#dealer.matching(procedure) !== undefined
  }

  /** Asks a procedure in the router's own name. See {@link Service.ask}. */
  ask(question: Question, opened: (question: PendingCall) => void): Effect[] {
    return this.#service.ask(question, opened)
  }

  /** Gives up what was asked. */
  abandon(question: PendingCall): Effect[] {
    return this.#service.abandon(question)
  }

  /**
   * Routes one message. The effects must be carried out before the next call.
   * @throws ProtocolViolation when the session must end; nothing else on purpose.
   */
  route(peer: Peer, message: RoutedMessage): Effect[] {
    const { authorizer } = peer
    if (authorizer === undefined || !isWaitable(message)) return this.#carryOut(peer, message)
    return answering(peer, message, () => authorizer.receive(message))
  }

  #carryOut(peer: Peer, message: RoutedMessage): Effect[] {
    return answering(peer, message, () => this.#dispatch(peer, message))
  }

  #dispatch(peer: Peer, message: RoutedMessage): Effect[] {
    switch (message.kind) {
      case 'PUBLISH':
        return this.#broker.publish(peer, message)
      case 'SUBSCRIBE':
        return this.#broker.subscribe(peer, message)
      case 'UNSUBSCRIBE':
        return this.#broker.unsubscribe(peer, message)
      case 'CALL':
        return this.#dealer.call(peer, message)
      case 'CANCEL':
        return this.#dealer.cancel(peer, message)
      case 'YIELD':
        return this.#dealer.yield(peer, message)
      case 'ERROR':
        return this.#dealer.error(peer, message)
      case 'REGISTER':
        return this.#dealer.register(peer, message)
      case 'UNREGISTER':
        return this.#dealer.unregister(peer, message)
      case 'EVENT_RECEIVED':
        return []
      default:
        throw new ProtocolViolation(`unexpected message: ${JSON.stringify(message satisfies never)}`)
    }
  }
}

function answering(peer: Peer, message: RoutedMessage, run: () => Effect[]): Effect[] {
  try {
    return run()
  } catch (error) {
    if (error instanceof WampError) return refusal(peer, message, error)
    throw error
  }
}

/** A refused request gets ERROR; an unacknowledged PUBLISH gets nothing, as the specification asks, but is noted. */
function refusal(peer: Peer, message: RoutedMessage, error: WampError): Effect[] {
  const why = (): string =>
    error instanceof NotAuthorized ? `${error.message}; ${error.decision.because()}` : error.message
  if (message.kind === 'YIELD' || message.kind === 'ERROR' || message.kind === 'EVENT_RECEIVED') {
    return [note('answer_dropped', peer, () => `${message.kind} dropped: ${why()}`)]
  }
  const refusal = { reason: error.uri, isLoud: isFirstLimit(peer, error) }
  if (message.kind === 'PUBLISH' && message.options.acknowledge !== true)
    return [refused({ name: 'publish_refused', ...refusal }, peer, () => `PUBLISH dropped: ${why()}`)]
  const text = (): string => `${message.kind} ${message.request} refused: ${why()}`
  return [deliver([peer], errorFor(message, error)), refused({ name: 'request_refused', ...refusal }, peer, text)]
}

/** A bound that is met is for the operator to know, but not each time that a session runs against it. */
function isFirstLimit(peer: Peer, error: WampError): boolean {
  if (!(error instanceof LimitExceeded) || peer.hasMetLimit) return false
  peer.hasMetLimit = true
  return true
}
