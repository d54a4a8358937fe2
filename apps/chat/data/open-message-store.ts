import type { MessageStore } from './contract.ts'
import { openAppStore } from './open-app-store.ts'
import type { StoreOptions } from './open-app-store.ts'

/**
 * Opens the data for the storage service, in a thread of its own. Other processes may have the same file open. Rejects
 * with `DataUnavailable` if it cannot be opened.
 */
export const openMessageStore = (options: StoreOptions): Promise<MessageStore> => openAppStore(options)
