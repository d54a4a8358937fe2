import type { Cache } from './contract.ts'
import { MemoryCache } from './memory-cache.ts'

/** The cache that the settings ask for. The client of Redis is loaded only where there is one. */
export async function openCache(redisUrl: string | undefined, failed: (text: string) => void): Promise<Cache> {
  if (redisUrl === undefined) return new MemoryCache()
  const { RedisCache } = await import('./redis-cache.ts')
  return new RedisCache(redisUrl, failed)
}
