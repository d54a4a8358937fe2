import { WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { Peer } from '../peer.ts'
import type { Action } from './permission-rule.ts'
import type { Decision } from './permissions.ts'

const VERBS: Readonly<Record<Action, string>> = {
  call: 'call',
  register: 'register',
  publish: 'publish to',
  subscribe: 'subscribe to',
}

/** A request that permissions refused. Carries the deciding rule for the log; the peer is told role, action and URI. */
export class NotAuthorized extends WampError {
  override readonly name: string = 'NotAuthorized'
  readonly decision: Decision

  constructor(peer: Peer, { action, uri, decision }: { action: Action; uri: Uri; decision: Decision }) {
    super('wamp.error.not_authorized', `role "${peer.role.name}" may not ${VERBS[action]} "${uri}"`)
    this.decision = decision
  }
}

/**
 * Asks a peer's role for permission.
 * @throws NotAuthorized when it says no.
 */
export function authorize(peer: Peer, action: Action, uri: Uri): Decision['rule'] {
  const rule = peer.role.permissions.ruleFor(uri)
  if (!rule.allow[action])
    throw new NotAuthorized(peer, { action, uri, decision: peer.role.permissions.decide(action, uri) })
  return rule
}
