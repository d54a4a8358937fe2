/** The cache of lessons 5 and 6 with a real Redis. In memory, their own tests use it. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../support/free-ports.ts'
import { hasRedis, RedisServer } from '../support/redis-server.ts'

const CACHE = fileURLToPath(new URL('../../lessons/shared/cache.ts', import.meta.url))

test(
  'with REDIS_URL the keys of lesson 5 are in database 5, and outlive the program',
  { skip: !hasRedis },
  async () => {
    await using redis = await RedisServer.start()
    const [base = 0] = await freePorts(1)
    const viewPort = base - (base % 10) + 5 // its last digit is the lesson
    const program = `
    const { openCache } = await import(${JSON.stringify(CACHE)})
    const cache = await openCache(${viewPort})
    await cache.set('session-1', 'my user')
    await cache.set('session-2', 'another')
    await cache.remove('session-2')
    console.log(await cache.get('session-1'), await cache.get('session-2'))
    process.exit()`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, REDIS_URL: redis.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    await once(child, 'close')

    assert.match(said, /my user undefined/)
    const kept = spawnSync('redis-cli', ['-p', String(redis.port), '-n', '5', 'keys', 'session-*'], {
      encoding: 'utf8',
    })
    assert.equal(kept.stdout.trim(), 'session-1')
  },
)
