/** What a client says about itself. */
import type { Dict, Id, Uri } from '@wampeter/protocol'
import type { Registration, Subscription } from './handlers.ts'

/** Who the client is at the router just now. */
export interface SessionInfo {
  readonly id: Id
  readonly realm: Uri
  readonly authid: string
  readonly authrole: string
  readonly authmethod: string
  readonly authprovider: string
  /** `WELCOME.Details`, all of it. */
  readonly details: Dict
}

/** What a client is doing. Each change is told once, in order. */
export type Status =
  /** The first connection is being opened. */
  | { readonly state: 'connecting' }
  /** There is a session. After a loss `restored` follows when everything was asked for again. */
  | { readonly state: 'connected'; readonly session: SessionInfo }
  /** The router has answered for every subscription and registration; `lost` are those that it refused. */
  | {
      readonly state: 'restored'
      readonly session: SessionInfo
      readonly lost: readonly (Subscription | Registration)[]
    }
  /** There is no session. The next attempt begins after `delayMs`. */
  | {
      readonly state: 'reconnecting'
      readonly reason: Uri
      readonly message: string
      readonly attempt: number
      readonly delayMs: number
    }
  /** The router does not want this client. `canRetry`: it may be different later, but only `reconnect()` tries again. */
  | { readonly state: 'refused'; readonly reason: Uri; readonly message: string; readonly canRetry: boolean }
  /** The program has closed the client. */
  | { readonly state: 'closed'; readonly reason: Uri }

/** What the router does not say is an empty string. */
export function sessionInfo(id: Id, details: Dict): SessionInfo {
  const said = 'realm authid authrole authmethod authprovider'.split(' ').map((key) => [key, details[key] ?? ''])
  return { id, details, ...(Object.fromEntries(said) as Omit<SessionInfo, 'id' | 'details'>) }
}
