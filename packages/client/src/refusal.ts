/** Why a router ended a session or refused one, and what to make of it. */
import type { Dict, Uri } from '@wampeter/protocol'

/** How a session ended, or why there was none. */
export interface Ending {
  readonly reason: Uri
  readonly message: string
  /** What the router asked for in `retry_after_ms`. */
  readonly retryAfterMs?: number | undefined
  /** `again`: by itself; `ask`: only if the program says so; `never`: it would end the same. */
  readonly retry: 'again' | 'ask' | 'never'
}

/** The session was ended by name, or for a reason of the app's own. It is meant to stay away. */
const ASK = /^(?!wamp)|^wamp\.close\.(killed|logout)$/

/** Reasons that pass by themselves. */
const AGAIN = /^wamp\.(error\.(timeout|unavailable|network_failure|internal_error)|close\.\w+_(shutdown|realm))$/

/**
 * The protocol's own refusals: a wrong secret, an unknown realm or role, a method that is not offered. They stay until
 * something changes. A failure (`…_failed`: the authenticator broke) is none of them: it may be over later.
 */
const NEVER = /^wamp\.error\..*(?<!_failed)$/

/** Judges an ABORT that came instead of WELCOME. After an unknown reason, which may be a wrong secret, the program decides. */
export function refusal(reason: Uri, details: Dict): Ending {
  const ending = endingOf(reason, details)
  if (ending.retryAfterMs !== undefined || AGAIN.test(reason)) return { ...ending, retry: 'again' }
  return { ...ending, retry: NEVER.test(reason) ? 'never' : 'ask' }
}

/** Judges a GOODBYE or ABORT that ended a session. It was let in before, so it is tried again. */
export function ending(reason: Uri, details: Dict): Ending {
  return { ...endingOf(reason, details), retry: ASK.test(reason) ? 'ask' : 'again' }
}

function endingOf(reason: Uri, { message, retry_after_ms: wait }: Dict): Omit<Ending, 'retry'> {
  return {
    reason,
    message: typeof message === 'string' ? message : reason,
    retryAfterMs: typeof wait === 'number' && wait >= 0 ? wait : undefined,
  }
}
