/** A session inside its realm, and the subscriptions, registrations and calls that it owns. */
import type { Dict, Features, Id, MatchPolicy, Uri } from '@wampeter/protocol'
import type { Deadline } from './deadlines.ts'
import type { AdmittedCall } from './dealer/admitted-call.ts'
import type { Failure, InvocationParts, Result } from './dealer/call-values.ts'
import type { OpenInvocations } from './dealer/open-invocations.ts'
import type { IdTable } from './id-table.ts'
import type { Effect } from './effect.ts'
import type { Holdings } from './holdings.ts'
import type { Testaments } from './meta/testaments.ts'
import type { Gatekeeper } from './permissions/gatekeeper.ts'
import type { Origin, PeerParts } from './peer-parts.ts'
import type { Role } from './permissions/role.ts'
import { NOWHERE } from './receiver.ts'
import type { Frames, Identity, Outlet, Receiver } from './receiver.ts'
import type { RequestQueue } from './request-queue.ts'
import type { WildcardShapes } from './wildcard-shapes.ts'

/** A subscription: all sessions that subscribe to one topic with one match policy (*Subscribing and Unsubscribing*). */
export interface Subscription {
  readonly id: Id
  readonly topic: Uri
  readonly match: MatchPolicy
  /** Milliseconds since the epoch. */
  readonly created: number
  /** The subscribers, in the order of their SUBSCRIBE. Live. */
  readonly members: ReadonlySet<Peer>
}

/**
 * A registration: a procedure and the sessions that answer it (*Registering and Unregistering*, *Shared Registration*).
 */
export interface Registration {
  readonly id: Id
  readonly procedure: Uri
  readonly match: MatchPolicy
  /** The invocation policy, by which a callee is chosen. */
  readonly invoke: string
  /** Milliseconds since the epoch. */
  readonly created: number
  readonly calleeCount: number
  /** In the order of their REGISTER. A copy. */
  readonly callees: readonly Peer[]
}

/** A call between CALL and its final answer. */
export interface PendingCall {
  /** The session that made the call, or the router's own peer. */
  readonly caller: Peer
  /** The caller's request id. */
  readonly request: Id
  /** The interface by which the caller is told the outcome. */
  readonly asker: Asker
  /** Another one after the call was re-routed. */
  answerer: Answerer
  /** The invocation id, counted by the answerer. */
  invocation: Id
  readonly registration: Registration
  readonly procedure: Uri
  /** Milliseconds that the call may take, counted from its start or its last progressive result; 0 means no limit. */
  readonly timeoutMs: number
  /** True when the caller takes progressive results, whether the callee announced that it sends them or not. */
  readonly receivesProgress: boolean
  /** While the caller may send further parts of the call: the details that the INVOCATION of each part has. */
  partDetails: Dict | undefined
  /** True when the caller has cancelled with mode `kill` and waits for the callee's answer. */
  isKilled: boolean
  /**
   * The data for putting the call to another callee; `alone` when its callee is the only one; undefined when the call
   * cannot be re-routed, or no longer.
   */
  reroute: Reroute | 'alone' | undefined
  /** The time of the CALL, in milliseconds since the epoch. */
  readonly madeAt: number
  /** The timeout of the call. */
  limit: Deadline | undefined
}

/** The data for putting a call to another callee. */
export interface Reroute {
  readonly admitted: AdmittedCall
  /** The callees that were asked; each further one is added. */
  readonly tried: Set<Answerer>
  /** Bytes that the payload takes as long as it is kept for that. */
  readonly bytes: number
}

/** The maker of a call, which is told its outcome. A session is told by messages, the router itself by a callback. */
export interface Asker {
  /** True when the caller takes passthru payloads. */
  takesPassthru(call: PendingCall): boolean
  /** Passes on the final result. */
  result(call: PendingCall, result: Result): Effect[]
  /** Passes on a progressive result. */
  progress(call: PendingCall, result: Result): Effect[]
  error(call: PendingCall, failure: Failure): Effect[]
}

/** With `kill` the router waits for the callee's answer, with `killnowait` it does not. */
export type InterruptMode = 'kill' | 'killnowait'

/** A callee of a registration. Today it is always a session. */
export interface Answerer {
  /** True when it asks to see every caller. */
  readonly disclosesCaller: boolean
  /** True when it sends progressive results. */
  readonly takesProgress: boolean
  /** True when it takes calls in parts. */
  readonly takesParts: boolean
  /** True when it takes passthru payloads. */
  readonly takesPassthru: boolean
  /** True when it enforces the timeout of calls itself. */
  readonly mindsTimeout: boolean
  /** True when it takes INTERRUPT. */
  readonly canBeInterrupted: boolean
  /** True when it may refuse a call, so that another callee gets it. */
  readonly canRefuse: boolean
  /** The id of the next invocation. */
  nextInvocation(): Id
  /** Adds a call to its open invocations. */
  open(call: PendingCall): void
  /** Removes a call that has ended, or that another answerer takes over. */
  close(call: PendingCall): void
  /** Takes back the choice of this answerer: it did not get the call. */
  release(): void
  /** Sends a call, or a further part of it. */
  invoke(call: PendingCall, invocation: InvocationParts): Effect[]
  /** Asks it to stop working on a call. Without support for that nothing is sent. */
  interrupt(call: Pick<PendingCall, 'invocation'>, mode: InterruptMode): Effect[]
}

/**
 * A session inside its realm: its identity and everything that it owns. When it leaves, the cost depends on what it
 * owns, not on the size of the realm. Collections are made when first needed: most sessions never call or register.
 */
export class Peer implements Receiver {
  readonly identity: Identity
  /** Replaced when a change of the config changes the role. */
  role: Role
  readonly features: Features
  /** Replaced when the session continues over another connection. */
  #outlet: Outlet
  frames: Frames | undefined
  #origin: Origin | undefined
  readonly holdings: Holdings
  /** The part of the holdings that is this session's. */
  heldBytes = 0

  /** Judges this session's requests if its role has an authorizer. */
  authorizer: Gatekeeper | undefined
  /** The requests that must wait; made for the first of them. */
  queue: RequestQueue | undefined
  subscriptions: Map<Id, Subscription> | undefined
  registrations: Map<Id, Registration> | undefined
  subscriptionShapes: WildcardShapes | undefined
  registrationShapes: WildcardShapes | undefined
  /** The open calls that this session made, by its request id. */
  calls: IdTable<PendingCall> | undefined
  /** Bytes of the payloads that are kept because one of these calls may be put to another callee. */
  reroutableBytes = 0
  testaments: Testaments | undefined
  /** True when it ends together with many others: no meta event reports its end, and its testaments are void. */
  leavesSilently = false
  /** True after its first refusal because of a limit. Only that one is logged loudly. */
  hasMetLimit = false
  /** Ids of its calls in parts that ended before their last part arrived. */
  endedParts: Set<Id> | undefined
  /** The open calls that this session is to answer. */
  invocations: OpenInvocations<PendingCall> | undefined

  constructor(identity: Identity, { role, features, outlet, origin, holdings }: PeerParts) {
    this.identity = identity
    this.role = role
    this.features = features
    this.#outlet = outlet
    this.frames = outlet.frames
    this.#origin = origin
    this.holdings = holdings
  }

  get outlet(): Outlet {
    return this.#outlet
  }

  /** Moves the session to another connection. */
  set outlet(outlet: Outlet) {
    this.#outlet = outlet
    this.frames = outlet.frames
  }

  /**
   * Lets go of the connection of a session that has left. A `Map` that grows or shrinks makes a new table, and V8 may
   * take an old table for long-lived, with the peers in it: they would keep their connections in memory.
   */
  letGo(): void {
    this.outlet = NOWHERE
    this.#origin = undefined
  }

  get id(): Id {
    return this.identity.session
  }

  /** The settings of the transport that accepted the connection; undefined for a session inside this process. */
  get settings(): object | undefined {
    return this.#origin?.settings
  }

  /** The session's details for authorizers and meta events. */
  describe(): Dict {
    const { session, authid, authrole, authmethod, authprovider } = this.identity
    const known = { session, authid, authrole, authmethod, authprovider }
    return this.#origin === undefined ? known : { ...known, ...this.#origin.describe() }
  }
}
