/**
 * The cache of lessons 5 and 6: texts by key, each for an hour. It is in the program's memory. Where REDIS_URL is set it
 * is in Redis or Valkey, and outlives the program: lesson 5 uses database 5, because the chat has keys with the same
 * names in its own. A page shows all keys: http://localhost:5005/ for lesson 5.
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
  const redisUrl = process.env['REDIS_URL'] && databaseOf(process.env['REDIS_URL'], viewPort)
  const cache = await openChatCache(redisUrl, (problem) => console.log(`Redis: ${problem}`))
  if (redisUrl !== undefined) await available(cache)
  const view = serveView({ cache, store: redisUrl === undefined ? 'in memory' : 'in Redis' }, viewPort)
  await once(view, 'listening').then(
    () => console.log(`The cache can be looked at: http://localhost:${viewPort}/`),
    (error: Error) => console.log(`The page of the cache is missing: ${error.message}`),
  )
  // While Redis is away, nothing is found and nothing is kept. The program goes on.
  const missed = (error: Error): undefined => void console.log(`The cache is away: ${error.message}`)
  return {
    get: (key) => cache.get(key).catch(missed),
    set: (key, value) => cache.change({ set: new Map([[key, value]]), remove: [] }).catch(missed),
    remove: (key) => cache.change({ set: new Map(), remove: [key] }).catch(missed),
  }
}

/** Resolves when the connection to Redis stands, and after two seconds in any case. */
async function available(cache: Awaited<ReturnType<typeof openChatCache>>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  cache.onAvailable(resolve)
  const patience = setTimeout(resolve, 2_000)
  await promise
  clearTimeout(patience)
}

/** The last digit of the page's port is the lesson's number. */
function databaseOf(redisUrl: string, viewPort: number): string {
  const url = new URL(redisUrl)
  url.pathname = `/${viewPort % 10}`
  return url.href
}
