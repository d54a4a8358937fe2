import type { Database } from '../database/database.ts'

/**
 * Settles who manages a thread after its maker may have left: the member who has been in it longest. A private thread
 * without members can never have one again, so it is deleted with its messages.
 */
export function handOver(database: Database, thread: number): void {
  const heir = database.get<{ id: number }>(
    `SELECT user_id AS id FROM members WHERE thread_id = ? AND removed_at IS NULL ORDER BY since, user_id LIMIT 1`,
    thread,
  )?.id
  if (heir === undefined && database.run('DELETE FROM threads WHERE id = ? AND is_private = 1', thread) > 0) return
  database.run(
    `UPDATE threads SET maker_id = ?1 WHERE id = ?2 AND (maker_id IS NULL OR NOT EXISTS (
       SELECT 1 FROM members WHERE thread_id = ?2 AND user_id = maker_id AND removed_at IS NULL))`,
    heir ?? null,
    thread,
  )
}
