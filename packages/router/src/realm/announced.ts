/** What a session must have announced before it uses it (*Feature Announcement*): else it breaks the protocol. */
import { ProtocolViolation } from '@wampeter/protocol'
import type { Call, Dict, Feature } from '@wampeter/protocol'
import type { Peer } from './peer.ts'

type SenderOfPayload = 'publisher' | 'caller' | 'callee'

/**
 * A payload that nobody may open, sent in this role.
 * @throws ProtocolViolation unless the session announced that it sends such.
 */
export function checkPassthru({ features }: Peer, role: SenderOfPayload, { ppt_scheme }: Dict): void {
  if (ppt_scheme !== undefined && ppt_scheme !== '' && !features.has(`${role}.payload_passthru_mode`))
    throw missing('ppt_scheme', `${role}.payload_passthru_mode`)
}

/** @throws ProtocolViolation for a call in parts by a session that did not announce that it makes such. */
export function checkProgressiveCall({ features }: Peer, { progress }: Call['options']): void {
  if (progress === true && !features.has('caller.progressive_call_invocations'))
    throw missing('progress', 'caller.progressive_call_invocations')
}

const missing = (option: string, feature: Feature): ProtocolViolation =>
  new ProtocolViolation(`the option ${option} needs the feature ${feature}, which HELLO did not announce`)
