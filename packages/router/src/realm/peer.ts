import type { Dict, Features, Id, MatchPolicy, Uri } from '@wampeter/protocol'
import type { Deadline } from './deadlines.ts'
import type { AdmittedCall } from './dealer/admitted-call.ts'
import type { Failure, InvocationParts, Result } from './dealer/call-values.ts'
import type { OpenInvocations } from './dealer/open-invocations.ts'
import type { Effect } from './effect.ts'
import type { Testaments } from './meta/testaments.ts'
import type { Gatekeeper } from './permissions/gatekeeper.ts'
import type { Role } from './permissions/role.ts'
import type { Frames, Identity, Outlet, Receiver } from './receiver.ts'
import type { RequestQueue } from './request-queue.ts'
import type { WildcardShapes } from './wildcard-shapes.ts'

/** All sessions that asked for the same topic under the same policy share one subscription and its id (*Subscribing and Unsubscribing*). */
export interface Subscription {
  readonly id: Id
  readonly topic: Uri
  readonly match: MatchPolicy
  /** Milliseconds since the epoch. */
  readonly created: number
  /** In the order in which they came. Handed out live. */
  readonly members: ReadonlySet<Peer>
}

/** A procedure and the sessions that answer it (*Registering and Unregistering*, *Shared Registration*). */
export interface Registration {
  readonly id: Id
  readonly procedure: Uri
  readonly match: MatchPolicy
  /** How its callees share it. */
  readonly invoke: string
  /** Milliseconds since the epoch. */
  readonly created: number
  /** In the order in which they registered. Handed out live. */
  readonly callees: readonly Peer[]
}

/** A call between CALL and its final answer. */
export interface PendingCall {
  /** Whose call it is: the session that sent it, or the router itself. */
  readonly caller: Peer
  /** The caller's request id. */
  readonly request: Id
  /** How the caller is told. */
  readonly asker: Asker
  readonly answerer: Answerer
  /** The id of the invocation, counted by the answerer. */
  readonly invocation: Id
  readonly registration: Registration
  readonly procedure: Uri
  /** Milliseconds that it may take, counted from the last part of its result; 0: any time. */
  readonly timeoutMs: number
  /** True when the caller wants results in parts, and its callee gives them. */
  readonly receivesProgress: boolean
  /** True while the caller may send further parts of the call. */
  takesParts: boolean
  /** True when the caller has cancelled and waits for the callee's answer to that. */
  isKilled: boolean
  /** How it may be put to another callee; undefined where it may not, or not any more. */
  reroute: Reroute | undefined
  /** When it was made, in milliseconds since the epoch. */
  readonly madeAt: number
  /** When it ends without an answer. */
  limit: Deadline | undefined
}

/** What it takes to put a call to another callee. */
export interface Reroute {
  readonly admitted: AdmittedCall
  readonly tried: ReadonlySet<Answerer>
  /** Bytes that the payload takes as long as it is kept for that. */
  readonly bytes: number
}

/** Who made a call and is told how it goes on: a session by messages, an authorizer or a log-in by a callback. */
export interface Asker {
  /** True where a payload that must not be opened can be taken. */
  takesPassthru(call: PendingCall): boolean
  /** The last result. */
  result(call: PendingCall, result: Result): Effect[]
  /** A result that others follow. */
  progress(call: PendingCall, result: Result): Effect[]
  error(call: PendingCall, failure: Failure): Effect[]
}

/** `kill`: the callee's answer is awaited; `killnowait`: it is not. */
export type InterruptMode = 'kill' | 'killnowait'

/** Who answers calls of a registration: today a callee's session. */
export interface Answerer {
  /** Wants to be shown every caller. */
  readonly disclosesCaller: boolean
  /** Gives results in parts. */
  readonly takesProgress: boolean
  /** Takes calls in parts. */
  readonly takesParts: boolean
  /** Takes payloads that must not be opened. */
  readonly takesPassthru: boolean
  /** Ends calls in time by itself. */
  readonly mindsTimeout: boolean
  /** Can be told that no answer is wanted any more. */
  readonly canBeInterrupted: boolean
  /** May refuse a call, so that another callee is asked. */
  readonly canRefuse: boolean
  /** The id for the next invocation. */
  nextInvocation(): Id
  /** Notes a call that is to be answered here. */
  open(call: PendingCall): void
  /** Forgets a call that has ended. */
  close(call: PendingCall): void
  /** Puts a call, or a further part of it. */
  invoke(call: PendingCall, invocation: InvocationParts): Effect[]
  /** Says that no answer is wanted any more, where that can be said. */
  interrupt(call: Pick<PendingCall, 'invocation'>, mode: InterruptMode): Effect[]
}

/** Where a session comes from. */
export interface Origin {
  /** `authextra` and `transport`, as Crossbar names them. Asked for when somebody is to be told. */
  describe(): Dict
  /** The transport's settings that it was let in by; compared by identity. */
  readonly settings?: object
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
  #outlet: Outlet
  frames: Frames | undefined
  readonly #origin: Origin | undefined

  /** Who is asked about this session's requests, where its role has an authorizer. */
  authorizer: Gatekeeper | undefined
  /** Its requests that must wait; made when the first one has to. */
  queue: RequestQueue | undefined
  subscriptions: Map<Id, Subscription> | undefined
  registrations: Map<Id, Registration> | undefined
  subscriptionShapes: WildcardShapes | undefined
  registrationShapes: WildcardShapes | undefined
  /** Calls this session made that are not answered, by its request id. */
  calls: Map<Id, PendingCall> | undefined
  /** Bytes of the payloads that are kept because one of these calls may be put to another callee. */
  reroutableBytes = 0
  testaments: Testaments | undefined
  /** It goes with many others at once: no meta event tells of it, and its testaments are void. */
  leavesSilently = false
  /** It was told once that it may have no more of something, and the operator with it. */
  hasMetLimit = false
  /** Ids of its calls in parts that ended before their last part came. */
  endedParts: Set<Id> | undefined
  /** Calls this session is to answer. */
  invocations: OpenInvocations<PendingCall> | undefined

  constructor(identity: Identity, { role, features, outlet, origin }: PeerParts) {
    this.identity = identity
    this.role = role
    this.features = features
    this.#outlet = outlet
    this.frames = outlet.frames
    this.#origin = origin
  }

  get outlet(): Outlet {
    return this.#outlet
  }

  /** Another way to the same session. */
  set outlet(outlet: Outlet) {
    this.#outlet = outlet
    this.frames = outlet.frames
  }

  get id(): Id {
    return this.identity.session
  }

  /** The settings of the transport that it came in by; undefined within this process. */
  get settings(): object | undefined {
    return this.#origin?.settings
  }

  /** The session as authorizers and meta events are shown it. `origin` is left out where nothing is known of it. */
  describe(): Dict {
    const { session, authid, authrole, authmethod, authprovider } = this.identity
    const known = { session, authid, authrole, authmethod, authprovider }
    return this.#origin === undefined ? known : { ...known, ...this.#origin.describe() }
  }
}
