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

/** The roles and names of the features, split once and not for each HELLO. */
const ROLES = KNOWN.map((feature) => feature.slice(0, feature.indexOf('.')))
const NAMES = KNOWN.map((feature) => feature.slice(feature.indexOf('.') + 1))

/** The sets by their bits: that of a feature is its place in `KNOWN`. */
const interned = new Map<number, ReadonlySet<Feature>>()

/**
 * Reads `HELLO.Details.roles`. Unknown roles and features are ignored, so that peers cannot increase the number of
 * distinct sets without limit.
 */
export function featuresOf(roles: Dict): Features {
  let bits = 0
  for (let index = 0; index < KNOWN.length; index++)
    if (isAnnounced(roles, ROLES[index] ?? '', NAMES[index] ?? '')) bits |= 1 << index
  let set = interned.get(bits)
  if (set === undefined) interned.set(bits, (set = new Set(KNOWN.filter((_, index) => (bits & (1 << index)) !== 0))))
  return set
}

function isAnnounced(roles: Dict, role: string, name: string): boolean {
  const announced = roles[role]
  const features = isDict(announced) ? announced['features'] : undefined
  return isDict(features) && features[name] === true
}
