/**
 * The cache of lessons 5 and 6: texts by key, each for an hour. It is in the program's memory. Where REDIS_URL is set it
 * is in Redis or Valkey, and outlives the program. A page shows all keys: http://localhost:5005/ for lesson 5.
 */
import { once } from 'node:events'
import { openCache as openChatCache } from '@wampeter/chat/cache/open-cache.ts'
import { serveView } from '@wampeter/chat/cache/view.ts'

export interface Cache {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
  remove(key: string): Promise<void>
}

/** Opens the cache, and its page on this port. If the port is in use, the cache works without its page. */
export async function openCache(viewPort: number): Promise<Cache> {
  const redisUrl = process.env['REDIS_URL']
  const cache = await openChatCache(redisUrl, (problem) => console.log(`Redis: ${problem}`))
  const view = serveView({ cache, store: redisUrl === undefined ? 'in memory' : 'in Redis' }, viewPort)
  await once(view, 'listening').then(
    () => console.log(`The cache can be looked at: http://localhost:${viewPort}/`),
    (error: Error) => console.log(`The page of the cache is missing: ${error.message}`),
  )
  return {
    get: (key) => cache.get(key),
    set: (key, value) => cache.change({ set: new Map([[key, value]]), remove: [] }),
    remove: (key) => cache.change({ set: new Map(), remove: [key] }),
  }
}
