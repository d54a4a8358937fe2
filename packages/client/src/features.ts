/** Which feature of the router an option needs (*Feature Announcement*). */
import { WampError } from '@wampeter/protocol'
import type { Session } from './session.ts'

const LISTS = 'subscriber_blackwhite_listing'
const PASSTHRU = 'payload_passthru_mode'

/** `exclude`, `eligible` and `ppt` stand for all options that begin so. What is not here needs no feature. */
const NEEDED: Readonly<Record<'broker' | 'dealer', Readonly<Record<string, string>>>> = {
  broker: {
    excludeMe: 'publisher_exclusion',
    discloseMe: 'publisher_identification',
    retain: 'event_retention',
    exclude: LISTS,
    eligible: LISTS,
    ppt: PASSTHRU,
  },
  dealer: {
    discloseMe: 'caller_identification',
    cancelMode: 'call_canceling',
    onProgress: 'progressive_call_results',
    hasInput: 'progressive_call_invocations',
    ppt: PASSTHRU,
  },
}

/**
 * A router drops an option that it does not know, without a word, so such a request is not sent. A value that changes
 * nothing needs no feature.
 * @throws WampError `wamp.error.feature_not_supported`
 */
export function checkFeatures(session: Session, role: 'broker' | 'dealer', options: object): void {
  const needed = NEEDED[role]
  for (const [option, value] of Object.entries(options)) {
    const feature = needed[option] ?? needed[option.replace(/[A-Z].*/, '')]
    if (feature === undefined || value === undefined || value === (option === 'excludeMe')) continue
    if (session.announces(role, feature)) continue
    throw new WampError('wamp.error.feature_not_supported', `${option} needs a router that announces ${feature}`)
  }
}
