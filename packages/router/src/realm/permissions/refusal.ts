/** Checks permissions, and makes the errors of refused requests. */
import { Refusal } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import { exactly } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { Peer } from '../peer.ts'
import { quoted } from '../quoted.ts'
import type { Action } from './permission-rule.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import type { Decision } from './permissions.ts'

const VERBS: Readonly<Record<Action, string>> = {
  call: 'call',
  register: 'register',
  publish: 'publish to',
  subscribe: 'subscribe to',
}

/**
 * A request that permissions refused. The peer is told role, action and URI; the log also shows the rule that decided.
 */
export class NotAuthorized extends Refusal {
  override readonly name: string = 'NotAuthorized'
  readonly decision: Pick<Decision, 'because'>

  constructor(
    peer: Peer,
    { action, uri, decision }: { action: Action; uri: Uri; decision: Pick<Decision, 'because'> },
  ) {
    super('wamp.error.not_authorized', `role "${peer.role.name}" may not ${VERBS[action]} ${quoted(uri)}`)
    this.decision = decision
  }
}

/** The disclosure that comes with a permission. */
export interface Permit {
  /** Shows the caller to callees, or the publisher to subscribers, whether it agrees or not. */
  readonly disclose: { readonly caller: boolean; readonly publisher: boolean }
}

/**
 * Checks a permission by the peer's role. If the role has an authorizer, its verdict counts instead.
 * @throws NotAuthorized when the action is denied; WampError `wamp.error.authorization_failed` when the authorizer
 * failed.
 */
export function authorize(peer: Peer, action: Action, pattern: Pattern): Permit {
  if (peer.authorizer !== undefined) return authorizeUri(peer, action, pattern.uri)
  if (pattern.match === 'exact') return authorizeExactly(peer, action, pattern.uri)
  const decision = peer.role.permissions.decide(action, pattern)
  if (!decision.allowed) throw new NotAuthorized(peer, { action, uri: pattern.uri, decision })
  return decision.rule
}

/** As {@link authorize}, for one URI: the fast path for publications and calls. */
export function authorizeUri(peer: Peer, action: Action, uri: Uri): Permit {
  const { authorizer } = peer
  if (authorizer === undefined) return authorizeExactly(peer, action, uri)
  return permitBy(authorizer) ?? unpermitted(peer, authorizer, { action, uri })
}

function authorizeExactly(peer: Peer, action: Action, uri: Uri): Permit {
  const rule = peer.role.permissions.ruleFor(uri)
  if (!rule.allow[action])
    throw new NotAuthorized(peer, { action, uri, decision: peer.role.permissions.decide(action, exactly(uri)) })
  return rule
}

const SHOWN: Permit = { disclose: { caller: true, publisher: true } }
const HIDDEN: Permit = { disclose: { caller: false, publisher: false } }

/** The permit of a request that the authorizer allows; undefined for any other. */
function permitBy({ verdict }: Gatekeeper): Permit | undefined {
  if (verdict === undefined || verdict.kind !== 'judged' || !verdict.allow) return undefined
  return verdict.disclose ? SHOWN : HIDDEN
}

/** @throws NotAuthorized when the authorizer denied the action; another WampError when there is no verdict. */
function unpermitted(peer: Peer, authorizer: Gatekeeper, { action, uri }: { action: Action; uri: Uri }): never {
  if (authorizer.verdict?.kind !== 'judged')
    throw new Refusal(
      'wamp.error.authorization_failed',
      `whether role "${peer.role.name}" may ${VERBS[action]} ${quoted(uri)} could not be decided`,
    )
  const decision = { because: () => `the authorizer "${authorizer.procedure}" said no` }
  throw new NotAuthorized(peer, { action, uri, decision })
}
