import { WampError } from '@wampeter/protocol'

export const LIMIT_EXCEEDED = 'wampeter.error.limit_exceeded'

/** A session wants more than it may have. The URI is ours: the specification names none. */
export class LimitExceeded extends WampError {
  override readonly name: string = 'LimitExceeded'

  constructor(message: string) {
    super(LIMIT_EXCEEDED, message)
  }
}

/**
 * Refuses one thing more than a session may own.
 * @throws LimitExceeded when `count` is at `limit`.
 */
export function checkLimit(count: number | undefined, limit: number, what: string): void {
  if ((count ?? 0) >= limit) throw new LimitExceeded(`this session already has ${limit} ${what}, which is the limit`)
}
