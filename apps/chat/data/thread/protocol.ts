/** The messages between a store and the thread that holds its database. */
import type { OpenOptions } from '../database/open-database.ts'

export interface ThreadData {
  readonly options: OpenOptions
  /** How long a write waits for another program's lock, in milliseconds. */
  readonly lockWaitMs: number
}

export type Question =
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'close' }

export type Answer =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not_opened'; readonly failure: Failure }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  /** One transaction ended: how many writes it held, and how long it took. */
  | { readonly kind: 'batch'; readonly writes: number; readonly ms: number }

/** `isUnavailable`: the environment is at fault, not our statement. */
export interface Failure {
  readonly isUnavailable: boolean
  readonly message: string
}
