/** One permission rule of a role. */
import type { MatchPolicy, Uri } from '@wampeter/protocol'

/** The four actions that permissions are about. */
export type Action = 'call' | 'register' | 'publish' | 'subscribe'

/** One entry of a role's `permissions`. A star at the end of its URI has been converted to a match policy. */
export interface PermissionRule {
  readonly uri: Uri
  readonly match: MatchPolicy
  readonly allow: Readonly<Record<Action, boolean>>
  readonly disclose: { readonly caller: boolean; readonly publisher: boolean }
  /** The rule's name in texts: `permissions[0]`, or `default`. */
  readonly name: string
}
