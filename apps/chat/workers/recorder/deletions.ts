/**
 * Tells the members of a thread which of its messages were deleted, at least once, so that open pages drop them: one
 * message by `{id, author}`, all of an author whose account is deleted by `{author, until}`.
 */
import type { Client } from '@wampeter/client'
import { textOf } from '../../operation/log.ts'
import type { Part } from '../../operation/part.ts'
import { SparseLog } from '../../operation/sparse-log.ts'
import type { AppHttp } from '../app/app-http.ts'
import { followChanges } from '../shared/change-feed.ts'
import type { Change } from '../shared/change-feed.ts'
import { deletedTopicOf } from '../shared/thread.ts'
import { mayPublishLater } from './publish-error.ts'

export interface DeletionParts {
  readonly part: Pick<Part, 'log' | 'counters'>
  readonly client: Client
  readonly http: AppHttp
  /** The app's address for `/changes`. */
  readonly url: string
  /** Where the position in the changes is kept. */
  readonly positionFile: string
  /** Told before the members are. Without an id: all messages of the user. */
  deleted(what: { readonly user: string; readonly thread: string; readonly id?: string }): void
}

/** Follows until the signal is aborted. */
export function followDeletions(parts: DeletionParts, signal: AbortSignal): Promise<void> {
  const { part, client, http, url, positionFile, deleted } = parts
  const sparse = new SparseLog(part.log)
  const announce = async ({ kind, user = '', thread = '', message = '', at }: Change): Promise<void> => {
    if (kind !== 'message_deleted' && kind !== 'messages_deleted') return
    const isOne = kind === 'message_deleted'
    deleted({ user, thread, ...(isOne && { id: message }) })
    const kwargs = isOne ? { id: message, author: user } : { author: user, until: at }
    try {
      await client.opened()
      await client.publish(deletedTopicOf(thread), [], { kwargs, acknowledge: true })
      part.counters.add('deletions_total')
    } catch (error) {
      if (mayPublishLater(error)) throw error // the feed gives this change again
      sparse.warn('deletion', `a deleted message could not be announced: ${textOf(error)}`)
    }
  }
  return followChanges(
    {
      ...{ http, url, file: positionFile, log: part.log, onChange: announce },
      onReset: () => Promise.resolve(), // pages that load the history again do not get what was deleted
      onState: (isFollowing) => part.counters.set('changes_followed', isFollowing ? 1 : 0),
    },
    signal,
  )
}
