/** What this client announces in HELLO (*Feature Announcement*): what it does, and nothing else. */
import type { Dict } from '@wampeter/protocol'

const features = (names: string): Dict => ({
  features: Object.fromEntries(names.split(' ').map((name) => [name, true])),
})

const CALLS = 'call_canceling progressive_call_results progressive_call_invocations payload_passthru_mode'

export const ROLES: Dict = {
  publisher: features(
    'publisher_identification publisher_exclusion subscriber_blackwhite_listing payload_passthru_mode',
  ),
  subscriber: features(
    'publisher_identification pattern_based_subscription subscription_revocation payload_passthru_mode',
  ),
  caller: features(`${CALLS} caller_identification call_timeout`),
  callee: features(
    `${CALLS} caller_identification pattern_based_registration shared_registration registration_revocation`,
  ),
}
