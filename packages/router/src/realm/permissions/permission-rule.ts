import type { MatchPolicy, Uri } from '@wampeter/protocol'

/** The four things that permissions are about. */
export type Action = 'call' | 'register' | 'publish' | 'subscribe'

/** One entry of a role's `permissions`, stars already resolved. */
export interface PermissionRule {
  readonly uri: Uri
  readonly match: MatchPolicy
  readonly allow: Readonly<Record<Action, boolean>>
  readonly disclose: { readonly caller: boolean; readonly publisher: boolean }
  /** Where it stands, for people: `permissions[0]`, or `default`. */
  readonly name: string
}
