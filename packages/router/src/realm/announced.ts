/** Checks that a session announced the features that its messages use (*Feature Announcement*). */
import { ProtocolViolation } from '@wampeter/protocol'
import type { Call, Dict, Feature } from '@wampeter/protocol'
import type { Peer } from './peer.ts'

type SenderOfPayload = 'publisher' | 'caller' | 'callee'

/** True for the options of a passthru payload. An empty `ppt_scheme` counts as absent. */
export const isPassthru = (options: Dict | undefined): boolean =>
  options?.['ppt_scheme'] !== undefined && options['ppt_scheme'] !== ''

/**
 * Checks a message with a passthru payload (*Payload Passthru Mode*), which the router does not open.
 * @throws ProtocolViolation when the session did not announce the feature for this role.
 */
export function checkPassthru({ features }: Peer, role: SenderOfPayload, options: Dict): void {
  if (isPassthru(options) && !features.has(`${role}.payload_passthru_mode`))
    throw missing('ppt_scheme', `${role}.payload_passthru_mode`)
}

/**
 * Checks a CALL that is sent in parts (*Progressive Call Invocations*).
 * @throws ProtocolViolation when the session did not announce the feature.
 */
export function checkProgressiveCall({ features }: Peer, { progress }: Call['options']): void {
  if (progress === true && !features.has('caller.progressive_call_invocations'))
    throw missing('progress', 'caller.progressive_call_invocations')
}

const missing = (option: string, feature: Feature): ProtocolViolation =>
  new ProtocolViolation(`the option ${option} needs the feature ${feature}, which HELLO did not announce`)
