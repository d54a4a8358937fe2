import { matchPolicyOf, WampError } from '@wampeter/protocol'
import type { Dict, Id, MatchPolicy } from '@wampeter/protocol'
import type { MetaArguments } from './meta-arguments.ts'

/**
 * The policy that a look-up's options name; `exact` unless they say otherwise.
 * @throws WampError `wamp.error.invalid_argument` for a policy that does not exist.
 */
export function matchAsked(given: MetaArguments): MatchPolicy {
  const { match = 'exact' } = given.dict(1, 'options')
  const policy = typeof match === 'string' ? matchPolicyOf(match) : undefined
  if (policy === undefined)
    throw new WampError('wamp.error.invalid_argument', 'match must be exact, prefix or wildcard')
  return policy
}

/** Ids, as the `list` procedures return them. */
export function idsByMatch(all: readonly { readonly id: Id; readonly match: MatchPolicy }[]): Dict {
  const of = (match: MatchPolicy): readonly Id[] => all.filter((one) => one.match === match).map(({ id }) => id)
  return { exact: of('exact'), prefix: of('prefix'), wildcard: of('wildcard') }
}
