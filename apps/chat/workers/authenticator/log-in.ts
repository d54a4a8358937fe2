/** Who may log in to the chat: whoever has a token of the app. */
import { createHash } from 'node:crypto'
import { WampError } from '@wampeter/client'
import { AppUnavailable } from '../app/app-http.ts'
import type { AppHttp } from '../app/app-http.ts'

/** The answer to the router. `extra` lets the session be found when its token ends. */
export interface LogIn {
  readonly role: 'app-user' | 'blocked'
  readonly secret: string
  readonly extra?: { readonly token: string }
}

/** Names that are no users of the chat: its workers, and two that lesson 4's authenticator knows. */
const RESERVED = ['authenticator', 'recorder', 'presence', 'broadcaster', 'router', 'alice', 'bob']
const LONGEST_NAME = 256
const TIMEOUT_MS = 2_000

const BLOCKED: LogIn = { role: 'blocked', secret: '' }

/** The beginning of a token's fingerprint, as the app tells it when the token ends. */
export const shortFingerprint = (fingerprint: string): string => fingerprint.slice(0, 16)

/**
 * Tokens are never kept: one that has just been made must count at once.
 * Rejects with WampError `wamp.error.unavailable`, after which clients try again.
 */
export async function logIn(http: AppHttp, url: string, name: unknown): Promise<LogIn> {
  if (typeof name !== 'string' || name.length > LONGEST_NAME || RESERVED.includes(name)) return BLOCKED
  try {
    const { status, body } = await http.get(`${url}/auth?${new URLSearchParams({ name })}`, { timeoutMs: TIMEOUT_MS })
    if (status === 404) return BLOCKED
    if (status !== 200) throw new AppUnavailable(`the app answered ${status} to a worker: look at APP_SERVICE_TOKEN`)
    const fingerprint = createHash('sha256').update(body).digest('hex')
    return { role: 'app-user', secret: body, extra: { token: shortFingerprint(fingerprint) } }
  } catch (error) {
    if (!(error instanceof AppUnavailable)) throw error
    throw new WampError('wamp.error.unavailable', 'log-ins cannot be checked now; try again soon', { cause: error })
  }
}
