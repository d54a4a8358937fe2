/** Realms, their roles and rules. */
import {
  DEFAULT_AUTHORIZER_TIMEOUT_MS,
  DEFAULT_REALM_LIMITS,
  type RealmOptions,
  type RoleOptions,
} from '../../realm/options.ts'
import type { PermissionRule } from '../../realm/permissions/permission-rule.ts'
import type { Frozen } from '../frozen.ts'
import type { realm as realmSchema } from '../schema/realm.ts'
import type { role as roleSchema } from '../schema/role.ts'
import type { permission as permissionSchema } from '../schema/permission.ts'
import { readStars } from './stars.ts'
import type { z } from 'zod'

/** The options of one realm. */
export const translateRealm = (realm: Frozen<z.output<typeof realmSchema>>): RealmOptions => ({
  name: realm.name,
  uriCheck: realm.options.uri_check,
  roles: (realm.roles ?? []).map(translateRole),
  limits: {
    uriLength: realm.limits?.uri_length ?? DEFAULT_REALM_LIMITS.uriLength,
    subscriptionsPerSession: realm.limits?.subscriptions_per_session ?? DEFAULT_REALM_LIMITS.subscriptionsPerSession,
    registrationsPerSession: realm.limits?.registrations_per_session ?? DEFAULT_REALM_LIMITS.registrationsPerSession,
    pendingCallsPerSession: realm.limits?.pending_calls_per_session ?? DEFAULT_REALM_LIMITS.pendingCallsPerSession,
    testamentsPerSession: realm.limits?.testaments_per_session ?? DEFAULT_REALM_LIMITS.testamentsPerSession,
    testamentBytesPerSession:
      realm.limits?.testament_bytes_per_session ?? DEFAULT_REALM_LIMITS.testamentBytesPerSession,
    parkedPerSession: realm.limits?.parked_per_session ?? DEFAULT_REALM_LIMITS.parkedPerSession,
    parkedBytesPerSession: realm.limits?.parked_bytes_per_session ?? DEFAULT_REALM_LIMITS.parkedBytesPerSession,
    cachedPermissionsPerSession:
      realm.limits?.cached_permissions_per_session ?? DEFAULT_REALM_LIMITS.cachedPermissionsPerSession,
    wildcardShapesPerSession:
      realm.limits?.wildcard_shapes_per_session ?? DEFAULT_REALM_LIMITS.wildcardShapesPerSession,
    rerouteBytesPerSession: realm.limits?.reroute_bytes_per_session ?? DEFAULT_REALM_LIMITS.rerouteBytesPerSession,
    wildcardShapes: realm.limits?.wildcard_shapes ?? DEFAULT_REALM_LIMITS.wildcardShapes,
    retainedEvents: realm.limits?.retained_events ?? DEFAULT_REALM_LIMITS.retainedEvents,
    retainedBytes: realm.limits?.retained_bytes ?? DEFAULT_REALM_LIMITS.retainedBytes,
    tableBytes: realm.limits?.table_bytes ?? DEFAULT_REALM_LIMITS.tableBytes,
    listedIds: realm.limits?.listed_ids ?? DEFAULT_REALM_LIMITS.listedIds,
  },
  metaApi: realm.options.enable_meta_api,
  leavesWithIdOnly: realm.options.on_leave_arguments === 1,
  authorizerTimeoutMs: realm.options.authorizer_timeout ?? DEFAULT_AUTHORIZER_TIMEOUT_MS,
})

const translateRole = (role: Frozen<z.output<typeof roleSchema>>): RoleOptions => ({
  name: role.name,
  permissions: (role.permissions ?? []).map(translateRule),
  ...(role.authorizer !== undefined && { authorizer: role.authorizer }),
  allowByDefault: role.permissions === undefined && role['allow-by-default'] === true,
})

const translateRule = (rule: Frozen<z.output<typeof permissionSchema>>, index: number): PermissionRule => ({
  ...readStars(rule.uri, rule.match),
  allow: rule.allow,
  disclose: rule.disclose,
  name: `permissions[${index}]`,
})
