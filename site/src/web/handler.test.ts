import assert from 'node:assert/strict'
import { mkdtemp, mkdir, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { Crowds } from '../feed/crowd.ts'
import { FeedService } from '../feed/feed-service.ts'
import { LogHistory } from '../log/history.ts'
import { findLessons } from '../lessons.ts'
import { asset } from './assets.ts'
import { handle } from './handler.ts'
import { hostRule } from './hosts.ts'
import { LogStreams } from './log-stream.ts'
import { routes } from './routes.ts'

const assets = new Map([['/assets/lesson.js', asset('lesson.js', Buffer.from('1'))]])
const server = createServer()
let port = 0

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-site-'))
  await mkdir(join(folder, '1-first/router/.crossbar'), { recursive: true })
  await writeFile(join(folder, '1-first/README.md'), '# One <b>\n\n## Step\n\n```js browser\na < b\n```\n')
  await writeFile(join(folder, '1-first/script.js'), '// mine')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  const site = {
    hosts: hostRule(undefined),
    routes: routes(findLessons(folder), assets),
    routers: new Map(),
    clients: new Map(),
    logs: new LogStreams(new LogHistory()),
    feeds: new FeedService(),
    crowds: new Crowds(),
    token: undefined,
    checks: (lesson: { number: number }) =>
      Promise.resolve({ now: 0, verdicts: { 'check-step-1': { isDone: lesson.number === 1 } } }),
  }
  server.on('request', (req, res) => handle(site, req, res)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as { port: number }).port
})

after(() => void server.close())

interface Asked {
  readonly path: string
  readonly method?: string
  readonly headers?: Record<string, string>
}

/** Does not use fetch, which would normalise the path and set its own Host. */
async function ask({ path, method = 'GET', headers = {} }: Asked) {
  const sent = request({ host: '127.0.0.1', port, path, method, headers: { Host: 'localhost', ...headers } }).end()
  const [response] = await once(sent, 'response')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode as number, headers: response.headers as Record<string, string>, body }
}

test('a lesson’s page is its text, escaped, with nothing inline', async () => {
  const { status, body } = await ask({ path: '/1/' })

  assert.equal(status, 200)
  assert.match(body, /a &#60; b/)
  assert.doesNotMatch(body, /<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/)
})

test('a lesson’s policy allows this site, WebSockets and the app of its host, and evaluates only learner code', async () => {
  const { headers } = await ask({ path: '/1/' })
  const policy = headers['content-security-policy'] ?? ''

  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /script-src 'self' 'unsafe-eval';/)
  assert.match(policy, /connect-src 'self' ws:\/\/localhost:\* wss:\/\/localhost:\* http:\/\/localhost:8014;/)
  assert.match(policy, /trusted-types learner-code/)
  assert.doesNotMatch(policy, /unsafe-inline|https:|http:(?!\/\/localhost:8014;)|\*(?! wss| http:)/)
})

test('only pages with calls may ask for a camera, a microphone or the screen', async () => {
  const rights = async (path: string): Promise<string> => String((await ask({ path })).headers['permissions-policy'])
  assert.match(await rights('/chat/'), /^camera=\(self\), microphone=\(self\), display-capture=\(self\)/)
  assert.match(await rights('/nothing/here'), /^camera=\(\), microphone=\(\), display-capture=\(\)/)
})

test('pages that are only text may evaluate nothing', async () => {
  for (const path of ['/', '/nothing/here']) {
    const { headers } = await ask({ path })
    assert.doesNotMatch(headers['content-security-policy'] ?? '', /unsafe-eval/)
  }
})

test('the first page may open WebSockets for its chat, and nothing else', async () => {
  const { headers } = await ask({ path: '/' })

  assert.match(headers['content-security-policy'] ?? '', /connect-src ws:\/\/localhost:\*; trusted-types 'none'/)
})

test('no path leads to a file that is not in the table', async () => {
  const paths = [
    '/../secret.txt',
    '/1/../../secret.txt',
    '/1/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../../../etc/passwd',
    '/1/script.js/../../secret.txt',
    '/secret.txt',
    '//secret.txt',
    '/1/README.md',
    '/1/router/.crossbar/config.json',
    '/__proto__',
  ]
  for (const path of paths) {
    const { status, body } = await ask({ path })
    assert.equal(status, 404, path)
    assert.doesNotMatch(body, /^secret/m)
  }
})

test('a foreign Host is refused, whatever is asked for', async () => {
  for (const path of ['/', '/1/', '/1/log', '/assets/lesson.js']) {
    const { status, body } = await ask({ path, headers: { Host: 'evil.example:8081' } })
    assert.equal(status, 421)
    assert.doesNotMatch(body, /Wampeter/)
  }
})

test('nothing can be written', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const { status, headers } = await ask({ path: '/1/', method })
    assert.equal(status, 405)
    assert.equal(headers['allow'], 'GET, HEAD')
  }
})

test('HEAD has no body, and every answer its protection', async () => {
  const { status, headers, body } = await ask({ path: '/assets/lesson.js', method: 'HEAD' })

  assert.deepEqual([status, body], [200, ''])
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  assert.equal(headers['access-control-allow-origin'], undefined)
})

test('a file that the browser has already is not sent again', async () => {
  const { headers } = await ask({ path: '/assets/lesson.js' })
  const again = await ask({ path: '/assets/lesson.js', headers: { 'If-None-Match': headers['etag'] ?? '' } })

  assert.deepEqual([again.status, again.body], [304, ''])
})

test('a page asked for by an IPv6 address goes on by name', async () => {
  const { status, headers } = await ask({ path: '/1/', headers: { Host: '[::1]:8081' } })

  assert.equal(status, 302)
  assert.equal(headers['location'], `http://localhost:${port}/1/`)
})

test('a lesson without a running router has an empty log, and other sites get none', async () => {
  assert.equal((await ask({ path: '/1/log' })).status, 204)
  assert.equal((await ask({ path: '/1/log', headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403)
  assert.equal((await ask({ path: '/1/checks', headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403)
  assert.equal((await ask({ path: '/1/checks' })).status, 200)
})
