/** What the routes are given. Made once, in app.ts. */
import type { AppStore } from '../data/app-contract.ts'
import type { AppSettings } from '../settings/app-settings.ts'
import type { Sender } from './broadcasting/sender.ts'
import type { ChangeSignal } from './changes/change-signal.ts'
import type { LogInThrottle } from './log-ins/log-in-throttle.ts'
import type { Log } from './observe/log.ts'
import type { Metrics } from './observe/metrics.ts'
import type { PasswordHasher } from './secrets/password-hasher.ts'
import type { Tokens } from './secrets/tokens.ts'

export interface Services {
  readonly settings: AppSettings
  readonly store: AppStore
  readonly tokens: Tokens
  readonly passwords: PasswordHasher
  readonly throttle: LogInThrottle
  readonly changes: ChangeSignal
  readonly broadcaster: Sender
  readonly log: Log
  readonly metrics: Metrics
  /** Milliseconds since 1970. */
  readonly now: () => number
}
