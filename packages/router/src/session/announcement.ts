/**
 * The contents of WELCOME: the features of the router, and the details of the session. Only existing features are
 * announced.
 */
import { dictOf, fixedDict } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Identity } from '../realm/receiver.ts'

const features = (...names: readonly string[]): Dict => ({ features: dictOf(names.map((name) => [name, true])) })

const BROKER = [
  'event_retention',
  'pattern_based_subscription',
  'payload_passthru_mode',
  'publisher_exclusion',
  'publisher_identification',
  'subscriber_blackwhite_listing',
  'subscription_revocation',
]
const DEALER = [
  'call_canceling',
  'call_reroute',
  'call_timeout',
  'caller_identification',
  'pattern_based_registration',
  'payload_passthru_mode',
  'progressive_call_invocations',
  'progressive_call_results',
  'registration_revocation',
  'shared_registration',
]

const PLAIN = fixedDict({ broker: features(...BROKER), dealer: features(...DEALER) })

const WITH_META_API = fixedDict({
  broker: features(...BROKER, 'session_meta_api', 'subscription_meta_api'),
  dealer: features(...DEALER, 'session_meta_api', 'registration_meta_api', 'testament_meta_api'),
})

const AGENT = 'Wampeter'

/** `WELCOME.Details`. All details are present, for anonymous sessions too, because clients rely on them. */
export const welcomeDetails = (identity: Identity, authextra: Dict, hasMetaApi: boolean): Dict => {
  const roles = hasMetaApi ? WITH_META_API : PLAIN
  const { realm, authid, authrole, authmethod, authprovider } = identity
  return { agent: AGENT, realm, authid, authrole, authmethod, authprovider, authextra, roles }
}
