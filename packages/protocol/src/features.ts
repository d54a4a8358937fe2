/** The features that a peer has announced (*Feature Announcement*), as far as a router uses them. */
import { isDict } from './values.ts'
import type { Dict } from './values.ts'

const KNOWN = [
  'callee.call_canceling',
  'callee.call_timeout',
  'callee.progressive_call_results',
  'callee.progressive_call_invocations',
  'callee.call_reroute',
  'callee.registration_revocation',
  'callee.payload_passthru_mode',
  'caller.progressive_call_invocations',
  'caller.payload_passthru_mode',
  'publisher.payload_passthru_mode',
  'subscriber.subscription_revocation',
] as const

/** A feature of a role. */
export type Feature = (typeof KNOWN)[number]

/** A set of announced features. Equal sets are the same object, so that ten thousand similar clients share one. */
export interface Features {
  has(feature: Feature): boolean
}

const interned = new Map<string, ReadonlySet<Feature>>()

/**
 * Reads `HELLO.Details.roles`. Unknown roles and features are ignored, so that peers cannot increase the number of
 * distinct sets without limit.
 */
export function featuresOf(roles: Dict): Features {
  const announced = KNOWN.filter((feature) => isAnnounced(roles, feature))
  const key = announced.join()
  let set = interned.get(key)
  if (set === undefined) interned.set(key, (set = new Set(announced)))
  return set
}

function isAnnounced(roles: Dict, feature: Feature): boolean {
  const [role = '', name = ''] = feature.split('.')
  const announced = roles[role]
  const features = isDict(announced) ? announced['features'] : undefined
  return isDict(features) && features[name] === true
}
