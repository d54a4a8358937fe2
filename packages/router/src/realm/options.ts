import type { Uri, UriCheck } from '@wampeter/protocol'
import type { PermissionRule } from './permissions/permission-rule.ts'

export interface RealmOptions {
  readonly name: string
  readonly uriCheck: UriCheck
  readonly roles: readonly RoleOptions[]
  readonly limits: RealmLimits
  /** Offer `wamp.session.*` and the like. */
  readonly metaApi: boolean
  /** `wamp.session.on_leave` carries the session's id alone, as Crossbar sends it. */
  readonly leavesWithIdOnly: boolean
  /** Milliseconds that an authorizer has for one answer. */
  readonly authorizerTimeoutMs: number
}

export const DEFAULT_AUTHORIZER_TIMEOUT_MS = 10_000

/** What applies now; replaced as a whole when the config changes. */
export interface Rules {
  options: RealmOptions
}

export interface RoleOptions {
  readonly name: string
  readonly permissions: readonly PermissionRule[]
  /** The procedure that is asked instead of the rules. */
  readonly authorizer?: Uri
  /** What happens where no rule decides. Crossbar's `allow-by-default`; false unless configured. */
  readonly allowByDefault: boolean
}

/** What one session may own. At the bound the request gets ERROR `wampeter.error.limit_exceeded`, unless said otherwise. */
export interface RealmLimits {
  /** Characters that a topic or procedure may have; a longer one is an invalid URI. */
  readonly uriLength: number
  readonly subscriptionsPerSession: number
  readonly registrationsPerSession: number
  /** Calls that wait for an answer, counted at the caller. */
  readonly pendingCallsPerSession: number
  /** Bytes of the arguments of these calls that are kept so that another callee can be asked. */
  readonly rerouteBytesPerSession: number
  readonly testamentsPerSession: number
  /** Bytes that the arguments of a session's testaments may take. */
  readonly testamentBytesPerSession: number
  /** Requests that wait for an authorizer; from here on nothing more is read from the session. */
  readonly parkedPerSession: number
  /** The same in bytes. */
  readonly parkedBytesPerSession: number
  /** Answers of an authorizer that may serve again; past it the oldest is forgotten. */
  readonly cachedPermissionsPerSession: number
  /** Shapes of wildcard patterns: which of how many components are blank. For subscriptions, and again for registrations. */
  readonly wildcardShapesPerSession: number
  /** The same for all sessions of the realm together. */
  readonly wildcardShapes: number
  /** Events that the realm keeps for sessions that subscribe later. */
  readonly retainedEvents: number
  /** What these may take in memory, in bytes. */
  readonly retainedBytes: number
}

export const DEFAULT_REALM_LIMITS: RealmLimits = {
  uriLength: 1_024,
  subscriptionsPerSession: 10_000,
  registrationsPerSession: 10_000,
  pendingCallsPerSession: 10_000,
  rerouteBytesPerSession: 2 * 1024 * 1024,
  testamentsPerSession: 100,
  testamentBytesPerSession: 1024 * 1024,
  parkedPerSession: 1_000,
  parkedBytesPerSession: 1024 * 1024,
  cachedPermissionsPerSession: 1_000,
  wildcardShapesPerSession: 16,
  wildcardShapes: 256,
  retainedEvents: 10_000,
  retainedBytes: 16 * 1024 * 1024,
}
