import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import type { Server } from 'node:http'
import { test } from 'node:test'
import { CacheUnavailable } from '../../apps/chat/cache/contract.ts'
import { MemoryCache } from '../../apps/chat/cache/memory-cache.ts'
import { serveView } from '../../apps/chat/cache/view.ts'

interface Got {
  readonly status: number
  readonly body: string
  readonly policy: string
}

function get(server: Server, path: string, options: { host?: string; method?: string } = {}): Promise<Got> {
  const { port } = server.address() as { port: number }
  const { host = `localhost:${port}`, method = 'GET' } = options
  return new Promise((resolve, reject) => {
    request({ port, path, method, host: '127.0.0.1', headers: { host } }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          policy: String(response.headers['content-security-policy']),
        }),
      )
    })
      .on('error', reject)
      .end()
  })
}

async function view(cache: MemoryCache): Promise<Server> {
  const server = serveView({ cache, store: 'in memory' }, 0)
  await once(server, 'listening')
  return server
}

test('the view is a page at both addresses, and its script and style are files', async () => {
  await using server = await view(new MemoryCache())

  for (const path of ['/', '/redis:6379/0/keys/', '/view.js', '/view.css']) {
    const { status, policy } = await get(server, path)
    assert.equal(status, 200, path)
    assert.match(policy, /default-src 'none'/)
  }
  assert.equal((await get(server, '/../etc/passwd')).status, 404)
  assert.equal((await get(server, '/', { method: 'POST' })).status, 405)
})

test('the view lists keys with value and time to live as JSON', async () => {
  const cache = new MemoryCache()
  await cache.change({ set: new Map([['session-1', '<b>ada</b>']]), remove: [] })
  await using server = await view(cache)

  const { entries } = JSON.parse((await get(server, '/entries')).body) as { entries: unknown }

  assert.deepEqual(entries, [{ key: 'session-1', value: '<b>ada</b>', secondsLeft: 3600 }])
})

test('a page of another site that points its name here is refused', async () => {
  await using server = await view(new MemoryCache())

  assert.equal((await get(server, '/entries', { host: 'evil.example' })).status, 403)
  assert.equal((await get(server, '/entries', { host: 'localhost.evil.example' })).status, 403)
})

test('while the store is away the view says so', async () => {
  const cache = new MemoryCache()
  cache.entries = () => Promise.reject(new CacheUnavailable('Redis cannot be reached'))
  await using server = await view(cache)

  assert.match((await get(server, '/entries')).body, /Redis cannot be reached/)
})
