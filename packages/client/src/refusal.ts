/** Why a router ended a session or refused one, and what to make of it. */
import type { Dict, Uri } from '@wampeter/protocol'

/** How a session ended, or why there was none. */
export interface Ending {
  readonly reason: Uri
  readonly message: string
  /** What the router asked for in `retry_after_ms`. */
  readonly retryAfterMs?: number
  /** `again`: by itself; `ask`: only if the program says so; `never`: it would end the same. */
  readonly retry: 'again' | 'ask' | 'never'
}

/** Until something changes at the router or in the program, these come again. */
const NEVER = named(
  'error.',
  'authentication_denied authentication_required not_authorized no_such_realm no_such_role no_such_principal no_matching_auth_method no_auth_method cannot_authenticate invalid_uri protocol_violation',
)

/** Somebody may have meant just this session; who does, wants it to stay away. */
const ASK = named('close.', 'killed logout')

/** They pass by themselves. */
const AGAIN = [
  ...named('error.', 'timeout unavailable network_failure internal_error'),
  ...named('close.', 'system_shutdown close_realm'),
]

function named(kind: string, names: string): readonly Uri[] {
  return names.split(' ').map((name) => `wamp.${kind}${name}`)
}

/** Judges an ABORT that came instead of WELCOME. An unknown reason is not tried for ever: it may be a wrong secret. */
export function refusal(reason: Uri, details: Dict): Ending {
  const ending = endingOf(reason, details)
  if (ending.retryAfterMs !== undefined || AGAIN.includes(reason)) return { ...ending, retry: 'again' }
  return { ...ending, retry: NEVER.includes(reason) ? 'never' : 'ask' }
}

/** Judges a GOODBYE or ABORT that ended a session. What was fine before is tried again. */
export function ending(reason: Uri, details: Dict): Ending {
  return { ...endingOf(reason, details), retry: ASK.includes(reason) ? 'ask' : 'again' }
}

function endingOf(reason: Uri, { message, retry_after_ms: wait }: Dict): Omit<Ending, 'retry'> {
  return {
    reason,
    message: typeof message === 'string' ? message : reason,
    ...(typeof wait === 'number' && wait >= 0 ? { retryAfterMs: wait } : {}),
  }
}
