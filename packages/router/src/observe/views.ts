/** What metrics and health see of a node. */
import type { Realm } from '../realm/realm.ts'
import type { OutboxBudget } from '../session/outbox-budget.ts'
import type { MemoryCounters } from './counters.ts'

/** All of a node. */
export interface NodeView {
  readonly routers: Iterable<RouterView>
  readonly guests: GuestsView
  readonly config: ConfigView
  /** Log lines that could not be written. */
  readonly linesLost: number
}

/** What metrics and health see of a router. */
export interface RouterView {
  readonly counters: MemoryCounters
  readonly realms: ReadonlyMap<string, Realm>
  /** The roles of its config, by realm. */
  readonly roles: readonly RoleView[]
  /** The budget of outboxes; other routers may share it. */
  readonly budget: OutboxBudget
  /** True while all its transports listen. */
  readonly isListening: boolean
  readonly certificates: readonly CertificateView[]
  /** Connections to its transports that are open now. */
  connections(): Promise<number>
}

export interface RoleView {
  readonly realm: string
  readonly role: string
}

/** The certificate of a transport with TLS. */
export interface CertificateView {
  readonly transport: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** What metrics see of a node's guests. */
export interface GuestsView {
  readonly configured: number
  readonly running: number
  readonly restarts: number
}

/** What metrics see of a node's config file. */
export interface ConfigView {
  /** False after a change of the file that could not be used. */
  readonly isInForce: boolean
  /** When the config in force was read, in milliseconds since the epoch. */
  readonly readAt: number
}
