import type { AppStore } from './app-contract.ts'
import { OPERATION_NAMES } from './operations/table.ts'
import { DatabaseThread } from './thread/database-thread.ts'
import type { OnBatch } from './thread/database-thread.ts'

export interface StoreOptions {
  readonly file: string
  /** The most that the file may grow to, in MiB; 0: as large as the disk. */
  readonly maxMiB?: number
  /** How long a write waits for another program's lock, in milliseconds (1,500). */
  readonly lockWaitMs?: number
  /** Called after each transaction, for metrics. */
  readonly onBatch?: OnBatch
  /** Called if the thread of the database ends by a fault. All methods reject from then on; start the process again. */
  readonly onLost?: (reason: string) => void
}

/** For the storage service too. */
export const LOCK_WAIT_MS = 1_500

/**
 * Opens the database in a thread of its own, and makes it where it does not exist. Rejects with `DataUnavailable` if it
 * is damaged, locked, or of a newer version.
 */
export async function openAppStore({
  lockWaitMs = LOCK_WAIT_MS,
  onBatch,
  onLost,
  ...options
}: StoreOptions): Promise<AppStore> {
  const thread = await DatabaseThread.open({ options, lockWaitMs }, { onBatch, onLost })
  const operations = OPERATION_NAMES.map((name) => [name, (input: unknown) => thread.ask(name, input)] as const)
  return { ...Object.fromEntries(operations), close: () => thread.close() } as AppStore
}
