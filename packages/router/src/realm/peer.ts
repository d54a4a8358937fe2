import type { Dict, Features, Id, Uri } from '@wampeter/protocol'
import type { Answered } from './dealer/answer.ts'
import type { OpenInvocations } from './dealer/open-invocations.ts'
import type { Testaments } from './meta/testaments.ts'
import type { Gatekeeper } from './permissions/gatekeeper.ts'
import type { Role } from './permissions/role.ts'
import type { Identity, Outlet, Receiver } from './receiver.ts'

/** All sessions that asked for the same topic share one subscription and its id (*Subscribing and Unsubscribing*). */
export interface Subscription {
  readonly id: Id
  readonly topic: Uri
  /** Milliseconds since the epoch. */
  readonly created: number
  /** In the order in which they came. Handed out live. */
  readonly members: ReadonlySet<Peer>
}

/** A procedure and who answers it (*Registering and Unregistering*). */
export interface Registration {
  readonly id: Id
  readonly procedure: Uri
  readonly callee: Peer
  /** Milliseconds since the epoch. */
  readonly created: number
}

/** A call between CALL and its final answer. */
export interface PendingCall {
  readonly caller: Peer
  /** The caller's request id. */
  readonly request: Id
  readonly callee: Peer
  /** The dealer's id of the invocation, counted per callee. */
  readonly invocation: Id
  /** Where the router itself asks: what follows from the answer. Undefined for a caller that gets a message. */
  readonly answered: Answered | undefined
}

/** Where a session comes from. */
export interface Origin {
  /** `authextra` and `transport`, as Crossbar names them. Asked for when somebody is to be told. */
  describe(): Dict
  /** The transport's settings that it was let in by; compared by identity. */
  readonly door?: object
}

/** What a peer is made of. */
export interface PeerParts {
  readonly role: Role
  readonly features: Features
  readonly outlet: Outlet
  readonly origin?: Origin | undefined
}

/**
 * A session as its realm sees it: who it is, and everything it owns, so that its end costs what it owns and not
 * what exists. Collections are made when first needed: most sessions never call or register.
 */
export class Peer implements Receiver {
  readonly identity: Identity
  /** Replaced when the role is changed under the session. */
  role: Role
  readonly features: Features
  /** Replaced when the session goes on over another connection. */
  outlet: Outlet
  readonly #origin: Origin | undefined

  /** Who is asked about this session's requests, where its role has an authorizer. */
  authorizer: Gatekeeper | undefined
  subscriptions: Map<Id, Subscription> | undefined
  registrations: Map<Id, Registration> | undefined
  /** Calls this session made that are not answered, by its request id. */
  calls: Map<Id, PendingCall> | undefined
  testaments: Testaments | undefined
  /** It goes with many others at once: no meta event tells of it, and its testaments are void. */
  leavesSilently = false
  /** It was told once that it may have no more of something, and the operator with it. */
  hasMetLimit = false
  /** Calls this session is to answer. */
  invocations: OpenInvocations<PendingCall> | undefined

  constructor(identity: Identity, { role, features, outlet, origin }: PeerParts) {
    this.identity = identity
    this.role = role
    this.features = features
    this.outlet = outlet
    this.#origin = origin
  }

  get id(): Id {
    return this.identity.session
  }

  /** The door it came in by; undefined within this process. */
  get door(): object | undefined {
    return this.#origin?.door
  }

  /** The session as authorizers and meta events are shown it. `origin` is left out where nothing is known of it. */
  describe(): Dict {
    const { session, authid, authrole, authmethod, authprovider } = this.identity
    const known = { session, authid, authrole, authmethod, authprovider }
    return this.#origin === undefined ? known : { ...known, ...this.#origin.describe() }
  }
}
