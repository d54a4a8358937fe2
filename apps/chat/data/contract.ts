/**
 * What the chat keeps, as one contract. `http/` and `storage/` know the data by this file alone. All times are
 * milliseconds since 1970, UTC.
 *
 * Every method may reject with `DataUnavailable`: the database is locked, damaged or on a full disk. Nothing was
 * changed then.
 */

/** The database could not be read or written. `reason` is a sentence for the operator. */
export class DataUnavailable extends Error {
  override readonly name = 'DataUnavailable'
}

/** A message on its way into the history. */
export interface IncomingMessage {
  /** Unique for each thread and author. */
  readonly id: string
  /** The thread's permalink. */
  readonly thread: string
  /** The user's name. */
  readonly author: string
  readonly text: string
  readonly at: number
}

/**
 * What became of one message: `stored` now; `known`: it had been stored before, with the same text; `deleted`: the
 * same, and its author has deleted it since; `id_reused`: the
 * author used this id in this thread for another text; `no_access`: the author is not a member of the thread, or one
 * of both does not exist.
 */
export type Stored = 'stored' | 'known' | 'deleted' | 'id_reused' | 'no_access'

/** A row of the history: a message, or a time in which messages were not recorded. */
export type HistoryEntry =
  | { readonly kind: 'message'; readonly seq: number; readonly message: IncomingMessage }
  | { readonly kind: 'gap'; readonly seq: number; readonly from: number; readonly to: number }

/** What the storage service needs. */
export interface MessageStore {
  /**
   * Checks each author's access and stores the messages in their order, in one transaction. Resolves after the commit,
   * with one verdict for each message.
   */
  append(messages: readonly IncomingMessage[]): Promise<readonly Stored[]>
  /** Keeps what can never be stored, with the reason. */
  appendDeadLetter(letter: { readonly body: string; readonly reason: string; readonly at: number }): Promise<void>
  /** Notes that messages between two times may be missing from the histories of all threads. `id` names this gap. */
  appendGap(gap: { readonly id: string; readonly from: number; readonly to: number }): Promise<'stored' | 'known'>
  close(): Promise<void>
}
