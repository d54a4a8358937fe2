/** What the router says about itself, and about the session, in WELCOME. Only what is built is announced. */
import { dictOf, EMPTY_DICT } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Identity } from '../realm/peer.ts'

const features = (...names: readonly string[]): Dict => ({ features: dictOf(names.map((name) => [name, true])) })

const ROLES: Dict = {
  broker: features('publisher_exclusion', 'publisher_identification'),
  dealer: features('caller_identification'),
}

const AGENT = 'Wampeter'

/** `WELCOME.Details`: always complete, for anonymous sessions too, because clients rely on one or another of them. */
export const welcomeDetails = (identity: Identity, authextra: Dict = EMPTY_DICT): Dict => {
  const { realm, authid, authrole, authmethod, authprovider } = identity
  return { agent: AGENT, realm, authid, authrole, authmethod, authprovider, authextra, roles: ROLES }
}
