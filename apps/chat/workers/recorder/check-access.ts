/** Whether an author may post, where storage cannot say it in time. */
import { WampError } from '@wampeter/client'
import type { Access } from '../app/access.ts'
import { AppUnavailable } from '../app/app-http.ts'
import { noAccess } from './answers.ts'

const ACCESS_MS = 600

/**
 * Rejects with the WampError for the author. Storage will check it too; but it does not answer now, and an acknowledged
 * message must not be refused later.
 */
export async function checkAccess(access: Pick<Access, 'isMember'>, user: string, thread: string): Promise<void> {
  try {
    if (await access.isMember(user, thread, ACCESS_MS)) return
  } catch (error) {
    if (!(error instanceof AppUnavailable)) throw error
    throw new WampError('wamp.error.unavailable', 'neither storage nor the app answers; send it again with the same id')
  }
  throw noAccess()
}
