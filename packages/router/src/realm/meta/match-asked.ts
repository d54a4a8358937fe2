import { matchPolicyOf, WampError } from '@wampeter/protocol'
import type { MatchPolicy } from '@wampeter/protocol'
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
