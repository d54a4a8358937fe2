/**
 * The cache in Redis or Valkey. Each change is one MULTI/EXEC transaction. The set `presence-keys` holds the names of
 * all keys that were written here, so that `replace` after a crash removes what is no longer true, and touches no key
 * of another program.
 */
import { createClient } from 'redis'
import { CacheUnavailable, ENTRIES_SHOWN, KEY_LIFE_S } from './contract.ts'
import type { Cache, CacheChange, CacheEntry } from './contract.ts'

/** The set of the keys that were written here. */
const OWN_KEYS = 'presence-keys'
const PATTERNS = ['session-*', 'topic-*', 'workshop.*']

const connectionTo = (url: string) =>
  createClient({
    url,
    disableOfflineQueue: true, // a change that waits would be overtaken by `replace`
    commandsQueueMaxLength: 10_000,
    socket: { connectTimeout: 2_000, reconnectStrategy: (attempt) => Math.min(100 * (attempt + 1), 2_000) },
  })

type Connection = ReturnType<typeof connectionTo>

export class RedisCache implements Cache {
  readonly #connection: Connection

  /** Begins to connect. `failed` gets every failure of the connection, with a text without secrets. */
  constructor(url: string, failed: (text: string) => void) {
    this.#connection = connectionTo(url)
    this.#connection.on('error', (error: Error) => failed(error.message))
    this.#connection.connect().catch((error: unknown) => failed(String(error)))
  }

  async change({ set, remove }: CacheChange): Promise<void> {
    if (set.size === 0 && remove.length === 0) return
    await this.#ask((redis) => {
      const transaction = redis.multi()
      if (remove.length > 0) transaction.del([...remove]).sRem(OWN_KEYS, [...remove])
      return written(transaction, set).exec()
    })
  }

  async replace(all: ReadonlyMap<string, string>): Promise<void> {
    await this.#ask(async (redis) => {
      const stale = (await redis.sMembers(OWN_KEYS)).filter((key) => !all.has(key))
      const transaction = redis.multi()
      if (stale.length > 0) transaction.del(stale)
      transaction.del(OWN_KEYS)
      await written(transaction, all).exec()
    })
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#ask((redis) => redis.get(key))) ?? undefined
  }

  entries(): Promise<readonly CacheEntry[]> {
    return this.#ask(async (redis) => {
      const keys = new Set<string>()
      for (const MATCH of PATTERNS)
        for await (const found of redis.scanIterator({ MATCH, COUNT: 1_000, TYPE: 'string' })) {
          for (const key of found) keys.add(key)
          if (keys.size >= ENTRIES_SHOWN) break
        }
      const sorted = [...keys].sort().slice(0, ENTRIES_SHOWN)
      if (sorted.length === 0) return []
      const [values, lives] = await Promise.all([redis.mGet(sorted), Promise.all(sorted.map((key) => redis.ttl(key)))])
      return sorted.flatMap((key, index) => entryOf(key, values[index], lives[index]))
    })
  }

  onAvailable(listener: () => void): void {
    this.#connection.on('ready', listener)
  }

  close(): Promise<void> {
    this.#connection.destroy()
    return Promise.resolve()
  }

  async #ask<Answer>(question: (redis: Connection) => Promise<Answer>): Promise<Answer> {
    if (!this.#connection.isReady) throw new CacheUnavailable('Redis cannot be reached')
    try {
      return await question(this.#connection)
    } catch (cause) {
      throw new CacheUnavailable('Redis did not carry out a command', { cause })
    }
  }
}

type Transaction = ReturnType<Connection['multi']>

function written(transaction: Transaction, set: ReadonlyMap<string, string>): Transaction {
  for (const [key, value] of set) transaction.set(key, value, { expiration: { type: 'EX', value: KEY_LIFE_S } })
  if (set.size > 0) transaction.sAdd(OWN_KEYS, [...set.keys()])
  return transaction
}

/** A key that has gone meanwhile has no value. */
function entryOf(key: string, value: string | null | undefined, life = -1): readonly CacheEntry[] {
  return value === null || value === undefined ? [] : [{ key, value, secondsLeft: life < 0 ? undefined : life }]
}
