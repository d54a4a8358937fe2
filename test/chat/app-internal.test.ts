/** The routes for workers: who is let in, and that the public ports refuse them whatever a client pretends. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { settingsFrom } from '../../apps/chat/http/run.ts'
import { startTestApp } from './app.ts'

/** fetch() does not let a caller set Host. */
function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

test('public ports answer 403 for the routes of workers, whatever Host or X-Forwarded-For says', async (t) => {
  const app = await startTestApp(t)
  await app.register('ann')
  const pretended = [
    {},
    { host: '127.0.0.1:8024' },
    { host: 'localhost:8025' },
    { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost:8024', 'x-forwarded-port': '8024' },
    { forwarded: 'for=127.0.0.1;host=localhost:8024' },
    { authorization: 'Bearer whatever' },
  ]
  for (const port of ['public4', 'public5', 'public6'] as const)
    for (const path of ['/auth?name=ann', '/access?thread=tea&user=ann', '/message', '/changes', '/metrics'])
      for (const headers of pretended)
        assert.equal(await statusOf(app.url(port) + path, headers), 403, `${port} ${path}`)

  assert.equal((await app.post('public5', '/message', { thread: 'tea', user: 'ann', message: 'x' })).status, 403)
  assert.equal((await app.ask('public5', '/message', { method: 'PUT', body: 'x' })).status, 403)
})

test('ports for workers refuse pages, and every Host that is not loopback', async (t) => {
  const app = await startTestApp(t)
  await app.register('ann')
  const ask = (headers: Readonly<Record<string, string>>) => statusOf(`${app.url('internal4')}/auth?name=ann`, headers)

  for (const host of ['127.0.0.1', 'localhost:8024', '[::1]:8024', '127.8.9.1', 'LOCALHOST'])
    assert.equal(await ask({ host }), 200, host)
  for (const host of [
    'evil.example',
    '10.0.0.1:8024',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '[::2]',
    '127.0.0.1@evil',
  ])
    assert.equal(await ask({ host }), 403, host)
  assert.equal(await ask({ origin: 'http://localhost:8081' }), 403)
  assert.equal(await ask({ origin: 'null' }), 403)
  assert.equal(await ask({ 'sec-fetch-site': 'same-origin' }), 403)
})

test('ports for workers send no CORS headers', async (t) => {
  const app = await startTestApp(t)
  const { headers } = await app.ask('internal4', '/auth?name=nobody')
  assert.equal(headers.get('access-control-allow-origin'), null)
})

test('with APP_SERVICE_TOKEN a worker needs it as a bearer, and any Host will do', async (t) => {
  const serviceToken = 'a-service-token-of-31-characters'
  const app = await startTestApp(t, { APP_SERVICE_TOKEN: serviceToken })
  await app.register('ann')
  const ask = (headers: Readonly<Record<string, string>>) => statusOf(`${app.url('internal4')}/auth?name=ann`, headers)

  assert.equal(await ask({ authorization: `Bearer ${serviceToken}`, host: 'app:8024' }), 200)
  assert.equal(await ask({ authorization: 'Bearer wrong' }), 401)
  assert.equal(await ask({}), 401)
  assert.equal(await ask({ authorization: `Bearer ${serviceToken}`, origin: 'http://x' }), 403)
  assert.equal(await statusOf(`${app.url('internal4')}/health`, {}), 200)
})

test('APP_INTERNAL_HOST is refused without APP_SERVICE_TOKEN', () => {
  assert.throws(() => settingsFrom({ APP_INTERNAL_HOST: '0.0.0.0' }), /APP_INTERNAL_HOST .* APP_SERVICE_TOKEN/)
  assert.equal(
    settingsFrom({ APP_INTERNAL_HOST: '0.0.0.0', APP_SERVICE_TOKEN: 'x'.repeat(16) }).internal.host,
    '0.0.0.0',
  )
})

test('pages of any origin may ask the public ports, without credentials', async (t) => {
  const app = await startTestApp(t)
  const preflight = await app.ask('public4', '/login', {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:8081',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  })
  const allowed = (name: string) => preflight.headers.get(`access-control-allow-${name}`)

  assert.equal(preflight.status, 204)
  assert.equal(allowed('origin'), '*')
  assert.equal(allowed('methods'), 'GET, POST, DELETE')
  assert.equal(allowed('headers'), 'Content-Type, Authorization')
  assert.equal(allowed('credentials'), null)
  assert.equal((await app.ask('public4', '/login', { method: 'OPTIONS' })).status, 204)
  const refused = await app.ask('public4', '/nowhere', { headers: { origin: 'http://localhost:8081' } })
  assert.equal(refused.headers.get('access-control-allow-origin'), '*', 'a page can read an error too')
})

test('a form that another site posts is refused', async (t) => {
  const app = await startTestApp(t)
  // fetch() of Node sets sec-fetch-mode itself.
  const raw = (site: string, mode: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-mode': mode,
        'sec-fetch-site': site,
      }
      const asked = request(`${app.url('public4')}/user`, { method: 'POST', headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      asked.on('error', reject).end(`name=from ${site} ${mode}`)
    })
  for (const site of ['cross-site', 'same-site']) assert.equal(await raw(site, 'navigate'), 403)
  assert.equal(await raw('same-site', 'cors'), 200)
})
