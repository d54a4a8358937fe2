/** Ends tokens when they expire, so that followers of changes hear of it within a second. */
import { messageOf } from '../observe/log.ts'
import type { Services } from '../services.ts'

const EVERY_MS = 1_000

export function sweepTokens({ store, now, log }: Pick<Services, 'store' | 'now' | 'log'>): { stop(): void } {
  let hasFailed = false
  let isRunning = false
  const sweep = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    try {
      const ended = await store.endExpiredTokens({ now: now() })
      if (ended > 0) log.info(`${ended} tokens expired.`)
      hasFailed = false
    } catch (error) {
      // Said once, and again only after it had worked.
      if (!hasFailed) log.error(`Expired tokens could not be ended. ${messageOf(error)}`)
      hasFailed = true
    } finally {
      isRunning = false
    }
  }
  const timer = setInterval(() => void sweep(), EVERY_MS)
  return { stop: () => clearInterval(timer) }
}
