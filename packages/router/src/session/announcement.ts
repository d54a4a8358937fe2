/** What the router says about itself in WELCOME. Only what is built is announced (*Feature Announcement*). */
import { dictOf } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'

const features = (...names: readonly string[]): Dict => ({ features: dictOf(names.map((name) => [name, true])) })

/** `WELCOME.Details.roles`. */
export const ROUTER_ROLES: Dict = {
  broker: features('publisher_exclusion', 'publisher_identification'),
  dealer: features('caller_identification'),
}

/** `WELCOME.Details.agent`. */
export const AGENT = 'Wampeter'
