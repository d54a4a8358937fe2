/** The features that a peer has announced (*Feature Announcement*), as far as a router uses them. */
import { EMPTY_DICT, isDict } from './values.ts'
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

/** The features of each role: their names and bits. */
const BY_ROLE = Object.entries(
  Object.groupBy(
    KNOWN.map((feature, index) => ({ parts: feature.split('.'), bit: 1 << index })),
    ({ parts: [role = ''] }) => role,
  ),
).map(([role, features = []]) => ({ role, features: features.map(({ parts: [, name = ''], bit }) => ({ name, bit })) }))

/** The sets by their bits: that of a feature is its place in `KNOWN`. */
const interned = new Map<number, ReadonlySet<Feature>>()

/**
 * Reads `HELLO.Details.roles`. Unknown roles and features are ignored, so that peers cannot increase the number of
 * distinct sets without limit.
 */
export function featuresOf(roles: Dict): Features {
  let bits = 0
  for (const { role, features } of BY_ROLE) {
    const announced = roles[role]
    const given = isDict(announced) ? announced['features'] : undefined
    if (given === EMPTY_DICT || !isDict(given)) continue
    for (const { name, bit } of features) if (given[name] === true) bits |= bit
  }
  let set = interned.get(bits)
  if (set === undefined) interned.set(bits, (set = new Set(KNOWN.filter((_, index) => (bits & (1 << index)) !== 0))))
  return set
}
