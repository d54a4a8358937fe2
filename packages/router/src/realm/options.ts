import type { UriCheck } from '@wampeter/protocol'
import type { PermissionRule } from './permissions/permission-rule.ts'

export interface RealmOptions {
  readonly name: string
  readonly uriCheck: UriCheck
  readonly roles: readonly RoleOptions[]
  readonly limits: RealmLimits
}

export interface RoleOptions {
  readonly name: string
  readonly permissions: readonly PermissionRule[]
  /** What happens where no rule decides. Crossbar's `allow-by-default`; false unless configured. */
  readonly allowByDefault: boolean
}

/** What one session may own. At the bound the request gets ERROR `wampeter.error.limit_exceeded`. */
export interface RealmLimits {
  readonly subscriptionsPerSession: number
  readonly registrationsPerSession: number
  /** Calls that wait for an answer, counted at the caller. */
  readonly pendingCallsPerSession: number
}

export const DEFAULT_REALM_LIMITS: RealmLimits = {
  subscriptionsPerSession: 10_000,
  registrationsPerSession: 10_000,
  pendingCallsPerSession: 10_000,
}
