/** Who may log in to the chat: whoever has a token of the app. */
import { createHash } from 'node:crypto'
import { WampError } from '@wampeter/client'
import { AppUnavailable } from '../app/app-http.ts'
import type { AppHttp } from '../app/app-http.ts'

/** The answer to the router. `extra` lets the session be found when its token ends. */
export interface LogIn {
  readonly role: 'app-user' | 'blocked'
  readonly secret: string
  /** The user's name as the app spells it. */
  readonly authid?: string
  readonly extra?: { readonly token: string }
}

/** Names that are no users of the chat: its workers, and two that lesson 4's authenticator knows. */
const RESERVED = ['authenticator', 'recorder', 'presence', 'broadcaster', 'router', 'alice', 'bob']
const LONGEST_NAME = 256
const TIMEOUT_MS = 2_000

const BLOCKED: LogIn = { role: 'blocked', secret: '' }

/** The app finds a user by this spelling, whatever spaces and combining marks a client sends. */
const spelled = (name: string): string => name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()

/** The beginning of a token's fingerprint, as the app tells it when the token ends. */
export const shortFingerprint = (fingerprint: string): string => fingerprint.slice(0, 16)

/**
 * Tokens are never kept: one that has just been made must count at once.
 * Rejects with WampError `wamp.error.unavailable`, after which clients try again.
 */
export async function logIn(http: AppHttp, url: string, name: unknown): Promise<LogIn> {
  if (typeof name !== 'string' || name.length > LONGEST_NAME || RESERVED.includes(spelled(name))) return BLOCKED
  try {
    const { status, body } = await http.get(`${url}/auth?${new URLSearchParams({ name })}`, { timeoutMs: TIMEOUT_MS })
    if (status === 404 || status === 400) return BLOCKED // 400: it cannot be a name
    if (status !== 200) throw new AppUnavailable(`the app answered ${status} to a worker: look at APP_SERVICE_TOKEN`)
    const fingerprint = createHash('sha256').update(body).digest('hex')
    return { role: 'app-user', authid: spelled(name), secret: body, extra: { token: shortFingerprint(fingerprint) } }
  } catch (error) {
    if (!(error instanceof AppUnavailable)) throw error
    throw new WampError('wamp.error.unavailable', 'log-ins cannot be checked now; try again soon', { cause: error })
  }
}
