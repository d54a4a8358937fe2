import type { Dict, Features, Id, RouterMessage, Uri } from '@wampeter/protocol'
import type { Invocations } from './dealer/pending-calls.ts'
import type { PendingCall } from './dealer/pending-calls.ts'
import type { Registration } from './dealer/registrations.ts'
import type { Authorizer } from './permissions/authorizer.ts'
import type { Testaments } from './meta/testaments.ts'
import type { Role } from './permissions/role.ts'
import type { Subscription } from './broker/subscriptions.ts'

/** One way of turning messages into frames: a serializer in a framing. Compared by `index`, which is small and dense. */
export interface Encoding {
  readonly index: number
  encode(message: RouterMessage): Uint8Array
}

/** Ends the session behind a peer: ABORT for reasons `wamp.error.…`, GOODBYE for others. */
interface Endable {
  end(reason: Uri, message?: string): void
  /** Stops reading from the peer until `resume`; absent where there is nothing to stop. */
  pause?(): void
  resume?(): void
}

/** Takes finished frames, which are shared between receivers of the same encoding. */
export interface FrameOutlet extends Endable {
  readonly encoding: Encoding
  push(frame: Uint8Array): void
}

/** Takes messages as they are: a session in this process. */
export interface MessageOutlet extends Endable {
  readonly encoding: undefined
  accept(message: RouterMessage): void
}

/** Where a peer's messages go. The realm carries it and never calls it. */
export type Outlet = FrameOutlet | MessageOutlet

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

/** Who a session is, as authentication left it. */
export interface Identity {
  readonly realm: Uri
  readonly session: Id
  readonly authid: string
  readonly authrole: string
  readonly authmethod: string
  readonly authprovider: string
}

/**
 * A session as its realm sees it: who it is, and everything it owns, so that its end costs what it owns and not
 * what exists. Collections are made when first needed: most sessions never call or register.
 */
export class Peer {
  readonly identity: Identity
  /** Replaced when the role is changed under the session. */
  role: Role
  readonly features: Features
  readonly outlet: Outlet
  readonly #origin: Origin | undefined

  /** Who is asked about this session's requests, where its role has an authorizer. */
  authorizer: Authorizer | undefined
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
  invocations: Invocations | undefined

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
