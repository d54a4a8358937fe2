import type { MessageStore } from './contract.ts'
import { LOCK_WAIT_MS } from './open-app-store.ts'
import type { StoreOptions } from './open-app-store.ts'
import { LocalDatabase } from './thread/local-database.ts'

/**
 * Opens the data for the storage service, in this thread: it waits for each batch anyway. Other processes may have the
 * same file open. Rejects with `DataUnavailable` if it cannot be opened.
 */
export async function openMessageStore({
  lockWaitMs = LOCK_WAIT_MS,
  ...options
}: Omit<StoreOptions, 'onBatch' | 'onLost'>): Promise<MessageStore> {
  const database = new LocalDatabase({ options, lockWaitMs })
  return {
    append: (messages) => database.ask('append', messages) as ReturnType<MessageStore['append']>,
    appendDeadLetter: (letter) => database.ask('appendDeadLetter', letter) as Promise<void>,
    appendGap: (gap) => database.ask('appendGap', gap) as ReturnType<MessageStore['appendGap']>,
    close: () => database.close(),
  }
}
