/** The error for an exceeded limit. */
import { Refusal } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'

/** The error URI of every exceeded limit. The specification defines none, so the URI belongs to Wampeter. */
export const LIMIT_EXCEEDED = 'wampeter.error.limit_exceeded'

/** A session or a realm would exceed a limit. The error URI is another one where the specification names it. */
export class LimitExceeded extends Refusal {
  override readonly name: string = 'LimitExceeded'

  constructor(message: string, uri: Uri = LIMIT_EXCEEDED) {
    super(uri, message)
  }
}

/** What a session has of its own, by the name of the limit in the config. */
const OWNED = {
  subscriptions_per_session: 'subscriptions',
  registrations_per_session: 'registrations',
  pending_calls_per_session: 'calls waiting for an answer',
  testaments_per_session: 'testaments',
} as const

/**
 * Checks that a session may own one more thing. `name` is the name of the limit in the config.
 * @throws LimitExceeded when `count` has reached `limit`.
 */
export function checkLimit(count: number | undefined, limit: number, name: keyof typeof OWNED): void {
  if ((count ?? 0) >= limit)
    throw new LimitExceeded(`this session already has ${limit} ${OWNED[name]}, which is the limit (limits.${name})`)
}
