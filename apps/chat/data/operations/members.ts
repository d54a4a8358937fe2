import type { MemberAdded, MemberEnded } from '../app-contract.ts'
import type { Database } from '../database/database.ts'
import { noteChange } from './changes.ts'
import { handOver } from './makers.ts'
import { enter, isFull, isMember, membership, threadOf } from './threads.ts'
import type { InThread, ThreadRow } from './threads.ts'
import { userId } from './users.ts'

interface ForMember extends InThread {
  readonly member: string
  readonly now: number
}

/** The thread, unless it is hidden from this user: private threads are known to their members only. */
function visibleThread(database: Database, request: InThread): ThreadRow | undefined {
  const thread = threadOf(database, request.thread)
  return thread?.is_private && !isMember(database, request) ? undefined : thread
}

export function addMember(database: Database, request: ForMember): MemberAdded {
  const thread = visibleThread(database, request)
  if (thread === undefined) return 'no_thread'
  if (thread.maker_id !== userId(database, request.user)) return 'not_maker'
  const member = userId(database, request.member)
  if (member === undefined) return 'no_user'
  const present = membership(database, thread.id, member)
  if (present === 'member') return 'is_member'
  if (present === undefined && isFull(database, member, thread.id)) return 'full'
  enter(database, {
    thread: thread.id,
    permalink: request.thread,
    title: thread.title,
    member,
    user: request.member,
    now: request.now,
  })
  return 'added'
}

/** One's own membership is deleted. One that the maker ends is kept as removed. */
export function endMember(database: Database, request: ForMember): MemberEnded {
  const thread = visibleThread(database, request)
  if (thread === undefined) return 'no_thread'
  const isOwn = request.user === request.member
  if (!isOwn && thread.maker_id !== userId(database, request.user)) return 'not_allowed'
  const member = userId(database, request.member)
  if (member === undefined || membership(database, thread.id, member) !== 'member') return 'no_member'
  if (isOwn) database.run('DELETE FROM members WHERE thread_id = ? AND user_id = ?', thread.id, member)
  else
    database.run(
      'UPDATE members SET removed_at = ? WHERE thread_id = ? AND user_id = ?',
      request.now,
      thread.id,
      member,
    )
  noteChange(database, { kind: 'membership_ended', user: request.member, thread: request.thread, at: request.now })
  if (isOwn) handOver(database, thread.id)
  return 'ended'
}
