import { WampError } from '@wampeter/protocol'

/**
 * Refuses one thing more than a session may own.
 * @throws WampError `wampeter.error.limit_exceeded` (ours: the specification names none) when `count` is at `limit`.
 */
export function checkLimit(count: number | undefined, limit: number, what: string): void {
  if ((count ?? 0) >= limit)
    throw new WampError(
      'wampeter.error.limit_exceeded',
      `this session already has ${limit} ${what}, which is the limit`,
    )
}
