/** Who is in which thread: answers `workshop.subscribers`, publishes the differences, and shows them in the cache. */
import { WampError } from '@wampeter/client'
import type { Client, InvocationDetails } from '@wampeter/client'
import type { Cache } from '../../cache/contract.ts'
import type { Part } from '../../operation/part.ts'
import { SparseLog } from '../../operation/sparse-log.ts'
import { textOf } from '../../operation/log.ts'
import type { Access } from '../app/access.ts'
import { AppUnavailable } from '../app/app-http.ts'
import { SessionDirectory } from '../shared/session-directory.ts'
import { permalinkOf, topicOf } from '../shared/thread.ts'
import { allKeys, keysChanged } from './cache-keys.ts'
import { CacheMirror } from './cache-mirror.ts'
import { eventsFor } from './difference-events.ts'
import { Presence } from './presence.ts'
import type { Seen } from './presence.ts'
import { PresenceWatch } from './presence-watch.ts'

/** Keys live for an hour; they are written again in good time, so that nobody is forgotten. */
const REWRITE_MS = 20 * 60_000

export interface PresenceParts {
  readonly part: Pick<Part, 'log' | 'counters' | 'readiness'>
  readonly client: Client
  readonly access: Access
  readonly cache: Cache
}

/** Resolves when it knows who is where. Returns what ends it. */
export async function startPresence({ part, client, access, cache }: PresenceParts): Promise<() => Promise<void>> {
  const presence = new Presence()
  const sparse = new SparseLog(part.log)
  const mirror = new CacheMirror({
    cache,
    all: () => allKeys(presence),
    onState(isAway) {
      part.counters.set('cache_available', isAway ? 0 : 1)
      if (isAway) part.log.warn('the cache is away: presence goes on without it')
      else part.log.info('the cache has all keys')
    },
  })
  const failed = (error: unknown): void => sparse.warn('watch', `looking at the subscriptions failed: ${textOf(error)}`)

  const seen = (now: Seen, isRebuilt: boolean): void => {
    const before = presence.thread(now.thread)
    // The last subscription is gone, and there is a newer one already.
    if (now.members.size === 0 && before?.subscription !== now.subscription) return
    const events = eventsFor(presence.see(now))
    mirror.change(keysChanged(presence, before, now))
    for (const [index, event] of events.entries()) {
      // A worker that has just started does not know who left before. The first event makes its receivers begin anew.
      const kwargs = isRebuilt && index === 0 ? { reset: true, ...event } : event
      part.counters.add('presence_events_total')
      client.publish(`workshop.presence.${now.thread}`, [], { kwargs }).catch(failed)
    }
  }

  const directory = await SessionDirectory.follow(client)
  const watch = new PresenceWatch({
    client,
    directory,
    onSeen: seen,
    onComplete(topics) {
      for (const thread of presence.threads())
        if (topics.get(thread.subscription) !== thread.topic) seen({ ...thread, members: new Map() }, false)
    },
    onError: failed,
  })
  await watch.start()
  mirror.rewrite()

  await client.register(
    'workshop.subscribers',
    async ([thread]: [unknown], _kwargs, { caller_authid: caller }: InvocationDetails): Promise<string> => {
      const permalink = permalinkOf(thread)
      if (permalink === undefined)
        throw new WampError('wamp.error.invalid_argument', 'the argument must be a thread: its permalink or its URI')
      await watch.fresh()
      if (caller === undefined || !(await mayAsk(caller, permalink)))
        throw new WampError('workshop.error.no_access', `only members of ${topicOf(permalink)} may ask who is there`)
      return JSON.stringify(presence.users(permalink))
    },
  )

  /** Whoever is in the thread was let in; nobody else needs to wait for the app. */
  async function mayAsk(user: string, thread: string): Promise<boolean> {
    if (presence.users(thread).includes(user)) return true
    try {
      return await access.isMember(user, thread)
    } catch (error) {
      if (!(error instanceof AppUnavailable)) throw error
      throw new WampError('wamp.error.unavailable', 'whether you are a member cannot be found out now; try again soon')
    }
  }

  client.onStatus(({ state }) => {
    if (state !== 'restored') return
    watch.rebuild().then(() => part.readiness(true), failed)
  })
  const rewriting = setInterval(() => mirror.rewrite(), REWRITE_MS)
  part.readiness(true)
  return async () => {
    clearInterval(rewriting)
    watch.stop()
    await client.close()
    await mirror.settled()
    await cache.close()
  }
}
