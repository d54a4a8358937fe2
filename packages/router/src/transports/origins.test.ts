import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OriginOptions } from './options.ts'
import { isExpectedHost, judgeOrigin } from './origins.ts'

const options = (wishes: Partial<OriginOptions> = {}): OriginOptions => ({
  allowed: undefined,
  allowsNull: undefined,
  hasAmbientCredential: false,
  isLoopback: true,
  externalPort: undefined,
  configPath: 'paths.ws.options',
  ...wishes,
})
const may = (origin: string | undefined, wishes: Partial<OriginOptions> = {}, host = 'localhost:8001'): boolean =>
  judgeOrigin({ origin, host, isProxied: false }, options(wishes)).allowed

test('a request without Origin does not come from a browser and is allowed', () =>
  assert.equal(may(undefined, { allowed: [] }), true))

test('on loopback a page of the same machine may connect, whatever its port and name', () => {
  for (const origin of ['http://localhost:8081', 'http://127.0.0.1', 'https://[::1]:1'])
    assert.equal(may(origin), true, origin)
  for (const origin of ['http://evil.example', 'http://localhost.evil.example', 'nonsense'])
    assert.equal(may(origin), false, origin)
})

test('any page may connect when browsers send no credential by themselves and the port is open to the network', () => {
  assert.equal(may('http://any.example', { isLoopback: false }), true)
  assert.equal(may('http://any.example', { isLoopback: false, hasAmbientCredential: true }), false)
})

test('configured origins are globs over scheme, host and port, with the default port spelled out or not', () => {
  const allowed = ['https://*.good.example:443', 'http://localhost:*']
  assert.equal(may('https://a.good.example', { allowed }), true)
  assert.equal(may('http://localhost:8081', { allowed }), true)
  assert.equal(may('https://good.example.evil', { allowed }), false)
  assert.equal(may('http://a.good.example', { allowed }), false)
})

test('the origin null needs its own permission, unless any origin may', () => {
  assert.equal(may('null'), false)
  assert.equal(may('null', { isLoopback: false }), true)
  assert.equal(may('null', { allowed: ['http://a'], allowsNull: true }), true)
  assert.equal(may('null', { allowed: ['*'], allowsNull: false }), false)
})

test('a refusal names the config key to set', () => {
  const verdict = judgeOrigin(
    { origin: 'http://evil.example', host: 'localhost', isProxied: false },
    options({ allowed: [] }),
  )
  assert.match(verdict.allowed ? '' : verdict.why, /paths\.ws\.options\.allowed_origins/)
})

test('the Host header must name the external port where one is configured', () => {
  assert.equal(isExpectedHost('a.example:8443', options({ externalPort: 8443 })), true)
  assert.equal(isExpectedHost('a.example:9', options({ externalPort: 8443 })), false)
  assert.equal(isExpectedHost('a.example', options({ externalPort: 443 })), true)
})

test('an origin in a refusal is cut, and shown without terminal control codes', () => {
  const origin = `http://\u009b31m${'x'.repeat(5_000)}`
  const verdict = judgeOrigin({ origin, host: 'localhost', isProxied: false }, options({ allowed: [] }))
  const why = verdict.allowed ? '' : verdict.why
  assert.doesNotMatch(why, /\p{Cc}/u)
  assert.ok(why.length < 400)
})

test('on loopback a page cannot connect by making its own name resolve to this machine', () => {
  const rebound = { origin: 'http://evil.example:8001', host: 'evil.example:8001' }
  const verdict = judgeOrigin({ ...rebound, isProxied: false }, options())
  const why = verdict.allowed ? '' : verdict.why
  assert.match(why, /limits\.trusted_proxies/)
  assert.match(why, /paths\.ws\.options\.allowed_origins/)
  for (const host of ['127.0.0.1.evil.example:1', 'localhost.evil.example', 'evil.example#localhost', ''])
    assert.equal(may(`http://${host}`, {}, host), false, host)
  for (const host of ['127.0.0.2:8001', 'app.localhost:8001', '[::1]:8001', 'LOCALHOST'])
    assert.equal(may(`http://${host}`, {}, host), true, host)
  assert.equal(may(rebound.origin, { isLoopback: false, hasAmbientCredential: true }, rebound.host), true)
  assert.equal(may(rebound.origin, { allowed: ['http://evil.example:8001'] }, rebound.host), true)
})

test('on loopback the page of a name that a trusted proxy serves may connect, and other pages may not', () => {
  const judge = (origin: string) => judgeOrigin({ origin, host: 'wamp.example', isProxied: true }, options()).allowed
  assert.equal(judge('https://wamp.example'), true)
  assert.equal(judge('https://evil.example'), false)
})
