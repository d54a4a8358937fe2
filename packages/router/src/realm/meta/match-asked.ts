/** Match policies in the arguments and results of meta procedures. */
import { matchPolicyOf, Refusal } from '@wampeter/protocol'
import type { Dict, Id, MatchPolicy } from '@wampeter/protocol'
import type { MetaArguments } from './meta-arguments.ts'

/**
 * The match policy in the options of a look-up; `exact` when there is none.
 * @throws WampError `wamp.error.invalid_argument` for an unknown policy.
 */
export function matchAsked(given: MetaArguments): MatchPolicy {
  const { match = 'exact' } = given.dict(1, 'options')
  const policy = typeof match === 'string' ? matchPolicyOf(match) : undefined
  if (policy === undefined)
    throw new Refusal('wamp.error.invalid_argument', 'the option match must be exact, prefix or wildcard')
  return policy
}

/** Groups ids by match policy, as the `list` procedures return them. */
export function idsByMatch(all: Iterable<{ readonly id: Id; readonly match: MatchPolicy }>): Dict {
  const lists: Record<MatchPolicy, Id[]> = { exact: [], prefix: [], wildcard: [] }
  for (const { id, match } of all) lists[match].push(id)
  return lists
}
