/** Whether a user is a member of a thread, as the app says. */
import { AppUnavailable } from './app-http.ts'
import type { AppHttp } from './app-http.ts'
import { Recent } from './recent.ts'

/**
 * How long a "yes" is used again by a worker that does not follow the app's changes. A "no" is never kept: a user who has
 * just been added comes at once.
 */
const YES_MS = 1_000
/** By a worker that does: a change makes it forget the "yes" at once. */
export const YES_MS_WITH_CHANGES = 30_000
const MOST = 10_000

export class Access {
  readonly #http: AppHttp
  readonly #url: string
  readonly #yes: Recent
  /** Counts the times that something was forgotten. */
  #forgotten = 0

  constructor(http: AppHttp, url: string, yesMs = YES_MS) {
    this.#http = http
    this.#url = url
    this.#yes = new Recent({ lifeMs: yesMs, most: MOST, now: Date.now })
  }

  /** Rejects with AppUnavailable. */
  async isMember(user: string, thread: string, timeoutMs = 2_000): Promise<boolean> {
    const key = keyOf(user, thread)
    if (this.#yes.has(key)) return true
    const turn = this.#forgotten
    const query = new URLSearchParams({ thread, user })
    const { status } = await this.#http.get(`${this.#url}/access?${query}`, { timeoutMs })
    if (status === 403)
      throw new AppUnavailable('the app does not take this process for a worker (403): look at APP_SERVICE_TOKEN')
    // An answer from before a change does not count after it.
    if (turn !== this.#forgotten) return this.isMember(user, thread, timeoutMs)
    if (status === 200) this.#yes.add(key)
    return status === 200
  }

  forget(user: string, thread: string): void {
    this.#forgotten++
    this.#yes.delete(keyOf(user, thread))
  }

  forgetAll(): void {
    this.#forgotten++
    this.#yes.clear()
  }
}

const keyOf = (user: string, thread: string): string => `${thread}\n${user}`
