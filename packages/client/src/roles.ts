/** What this client announces in HELLO (*Feature Announcement*): what it does, and nothing else. */
import type { Dict } from '@wampeter/protocol'

const features = (names: string): Dict => ({
  features: Object.fromEntries(`${names} payload_passthru_mode`.split(' ').map((name) => [name, true])),
})

const CALLS = 'progressive_call_results progressive_call_invocations call_canceling call_timeout caller_identification'
const EVENTS = 'publisher_identification'

/** As `HELLO.Details.roles`. */
export const ROLES: Dict = {
  publisher: features(`${EVENTS} publisher_exclusion subscriber_blackwhite_listing`),
  subscriber: features(`${EVENTS} pattern_based_subscription subscription_revocation`),
  caller: features(CALLS),
  callee: features(`${CALLS} pattern_based_registration call_reroute shared_registration registration_revocation`),
}
