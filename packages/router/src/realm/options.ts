/** The configuration of a realm, its roles and its limits. */
import type { Uri, UriCheck } from '@wampeter/protocol'
import type { PermissionRule } from './permissions/permission-rule.ts'

/** The configuration of one realm. */
export interface RealmOptions {
  readonly name: string
  readonly uriCheck: UriCheck
  readonly roles: readonly RoleOptions[]
  readonly limits: RealmLimits
  /** Offers meta procedures and meta events, such as `wamp.session.count`. */
  readonly metaApi: boolean
  /** Makes `wamp.session.on_leave` carry the session's id alone, as in Crossbar. */
  readonly leavesWithIdOnly: boolean
  /** Milliseconds that an authorizer has for one answer. */
  readonly authorizerTimeoutMs: number
}

/** The default of `authorizerTimeoutMs`. */
export const DEFAULT_AUTHORIZER_TIMEOUT_MS = 10_000

/** The options that apply now. A change of the config replaces them as a whole. */
export interface Rules {
  options: RealmOptions
}

/** The configuration of one role. */
export interface RoleOptions {
  readonly name: string
  readonly permissions: readonly PermissionRule[]
  /** The procedure that judges requests instead of the permissions. */
  readonly authorizer?: Uri
  /** Allows a request when no rule fits. Crossbar's `allow-by-default`; false by default. */
  readonly allowByDefault: boolean
}

/**
 * The limits of a realm and its sessions. Beyond a limit a request gets ERROR `wampeter.error.limit_exceeded`, unless
 * stated otherwise.
 */
export interface RealmLimits {
  /** Characters of a topic or procedure. A longer one is an invalid URI. */
  readonly uriLength: number
  readonly subscriptionsPerSession: number
  readonly registrationsPerSession: number
  /** Calls that wait for an answer, counted at the caller. */
  readonly pendingCallsPerSession: number
  /** Bytes of the arguments of these calls that are kept so that another callee can be asked. */
  readonly rerouteBytesPerSession: number
  readonly testamentsPerSession: number
  /** Bytes of the arguments of a session's testaments. */
  readonly testamentBytesPerSession: number
  /** Requests that wait for an authorizer. At the limit the router stops reading from the session. */
  readonly parkedPerSession: number
  /** Bytes of the requests that wait for an authorizer. At the limit the router stops reading from the session. */
  readonly parkedBytesPerSession: number
  /** Cached answers of an authorizer. Beyond the limit the oldest is forgotten. */
  readonly cachedPermissionsPerSession: number
  /**
   * Shapes of wildcard patterns (which of how many components are blank). Applies to subscriptions and to registrations
   * separately.
   */
  readonly wildcardShapesPerSession: number
  /** Shapes of wildcard patterns of all sessions of the realm together. */
  readonly wildcardShapes: number
  /** Events that the realm keeps for sessions that subscribe later. */
  readonly retainedEvents: number
  /** Bytes of memory that these events take. */
  readonly retainedBytes: number
  /**
   * Bytes that the subscriptions, registrations, pending calls, testaments and waiting requests of all sessions take
   * together. Beyond the limit, sessions that hold less than 64 KiB of them may still have more.
   */
  readonly tableBytes: number
  /** Ids in one answer of the meta API. */
  readonly listedIds: number
}

/** The limits of a realm that configures none. */
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
  tableBytes: 32 * 1024 * 1024,
  listedIds: 20_000,
}
