/** The error for an exceeded limit. */
import { WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'

/** The error URI of every exceeded limit. The specification defines none, so the URI belongs to Wampeter. */
export const LIMIT_EXCEEDED = 'wampeter.error.limit_exceeded'

/** A session or a realm would exceed a limit. The error URI is another one where the specification names it. */
export class LimitExceeded extends WampError {
  override readonly name: string = 'LimitExceeded'

  constructor(message: string, uri: Uri = LIMIT_EXCEEDED) {
    super(uri, message)
  }
}

/**
 * Checks that a session may own one more thing. `what` names the things in the error text.
 * @throws LimitExceeded when `count` has reached `limit`.
 */
export function checkLimit(count: number | undefined, limit: number, what: string): void {
  if ((count ?? 0) >= limit) throw new LimitExceeded(`this session already has ${limit} ${what}, which is the limit`)
}
