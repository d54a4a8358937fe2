/** A router seen from outside: metrics, health, readiness. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { RawClient } from '../support/raw-client.ts'
import { ROLES, startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const PATHS = {
  metrics: { type: 'metrics' },
  healthz: { type: 'health' },
  readyz: { type: 'health', check: 'ready' },
}

const get = (router: RunningRouter, path: string, method = 'GET'): Promise<Response> =>
  fetch(`http://127.0.0.1:${router.port}/${path}`, { method })

/** The value of one sample; undefined where there is none. */
async function sampleOf(router: RunningRouter, sample: string): Promise<number | undefined> {
  const text = await (await get(router, 'metrics')).text()
  const line = text.split('\n').find((found) => found.startsWith(`${sample} `))
  return line === undefined ? undefined : Number(line.slice(sample.length))
}

test('sessions, messages by kind, and bytes are counted', async () => {
  await using router = await startRouter({ paths: PATHS })
  const [one, other] = [await RawClient.join(router.url), await RawClient.join(router.url)]
  for (const client of [one, other]) {
    client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'chat' })
    await client.next('SUBSCRIBED')
  }
  const received = (await sampleOf(router, 'wampeter_received_bytes_total')) ?? 0
  const hello = Payload.of(['größer'])
  one.send({ kind: 'PUBLISH', request: 2, options: { exclude_me: false }, topic: 'chat', payload: hello })
  await Promise.all([one.next('EVENT'), other.next('EVENT')])
  const frame = '[16,2,{"exclude_me":false},"chat",["größer"]]'
  assert.equal(await sampleOf(router, 'wampeter_received_bytes_total'), received + Buffer.byteLength(frame))
  assert.equal(await sampleOf(router, 'wampeter_sessions{realm="realm1",role="guest"}'), 2)
  assert.equal(await sampleOf(router, 'wampeter_messages_received_total{kind="PUBLISH"}'), 1)
  assert.equal(await sampleOf(router, 'wampeter_messages_sent_total{kind="EVENT"}'), 2)
  assert.equal(await sampleOf(router, 'wampeter_messages_sent_total{kind="WELCOME"}'), 2)
  assert.ok(((await sampleOf(router, 'wampeter_sent_bytes_total')) ?? 0) > 100)
  one.end()
  await one.closed
  assert.equal(await sampleOf(router, 'wampeter_sessions_joined_total{realm="realm1",role="guest"}'), 2)
  other.end()
})

test('refusals are counted by kind and reason, and no text of a peer becomes a label', async () => {
  const roles = [...ROLES, { name: 'mute', permissions: [] }]
  const auth = { anonymous: { type: 'static', role: 'mute' } }
  await using router = await startRouter({ paths: PATHS, roles, auth })
  const client = await RawClient.join(router.url)
  client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'made.up.by.a.peer' })
  await client.next('ERROR')
  client.send({ kind: 'PUBLISH', request: 2, options: {}, topic: 'made.up.by.a.peer', payload: Payload.empty })
  const stranger = await RawClient.connect(router.url)
  stranger.send({ kind: 'HELLO', realm: 'made.up.realm', details: { roles: { caller: {} } } })
  await stranger.next('ABORT')
  const rude = await RawClient.connect(router.url)
  rude.sendRaw('made up')
  await rude.next('ABORT')
  const refusals = (what: string, reason: string): Promise<number | undefined> =>
    sampleOf(router, `wampeter_refusals_total{what="${what}",reason="wamp.error.${reason}"}`)
  assert.equal(await refusals('request', 'not_authorized'), 1)
  assert.equal(await refusals('publish', 'not_authorized'), 1)
  assert.equal(await refusals('login', 'no_such_realm'), 1)
  assert.equal(await refusals('session', 'protocol_violation'), 1)
  assert.doesNotMatch(await (await get(router, 'metrics')).text(), /made.up/)
  client.end()
})

test('metrics are text for Prometheus, are only read, and are never cached', async () => {
  await using router = await startRouter({ paths: PATHS })
  const response = await get(router, 'metrics')
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal((await get(router, 'metrics', 'POST')).status, 405)
  assert.equal(await (await get(router, 'metrics', 'HEAD')).text(), '')
})

test('a router that listens is alive and ready', async () => {
  await using router = await startRouter({ paths: PATHS })
  for (const [path, text] of [
    ['healthz', 'alive\n'],
    ['readyz', 'ready\n'],
  ] as const) {
    const response = await get(router, path)
    assert.deepEqual([response.status, await response.text()], [200, text])
  }
})
