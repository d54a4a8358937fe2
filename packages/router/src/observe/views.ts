/** What a node lets be seen of it. */
import type { Realm } from '../realm/realm.ts'
import type { OutboxBudget } from '../session/outbox-budget.ts'
import type { MemoryCounters } from './counters.ts'

/** What a router shows of itself. */
export interface RouterView {
  readonly counters: MemoryCounters
  readonly realms: ReadonlyMap<string, Realm>
  /** May be shared with other routers. */
  readonly budget: OutboxBudget
  /** All its transports listen. */
  readonly isListening: boolean
}

/** What is known of a node's guests. */
export interface GuestsView {
  readonly configured: number
  readonly running: number
  readonly restarts: number
}
