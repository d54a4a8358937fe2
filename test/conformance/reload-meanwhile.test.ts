/**
 * A changed config while something is pending: logins, requests that wait for an authorizer, guests that wait for a
 * restart.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { checkedConfig, startNode } from '../support/node.ts'
import type { Config } from '../support/node.ts'
import { AUTH, configFor, ROLES } from '../support/router.ts'
import type { Wishes } from '../support/router.ts'

type Json = Record<string, unknown>

const wished = (wishes: Wishes = {}): Config => checkedConfig(configFor(wishes))

const ASKED = { type: 'dynamic', authenticator: 'app.auth' }
const open: Wishes = { auth: { anonymous: AUTH['anonymous'], ticket: ASKED } }

/** A client that has registered `app.auth`, and answers when the test says so. */
async function authenticator(url: string) {
  const client = await RawClient.join(url)
  client.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'app.auth' })
  await client.next('REGISTERED')
  return {
    client,
    /** Resolves when the client is called, to the function that answers. */
    async asked(): Promise<(answer: unknown) => void> {
      const { request } = await client.next('INVOCATION')
      return (answer) => client.send({ kind: 'YIELD', request, options: {}, payload: Payload.of([answer]) })
    },
  }
}

/** Logs in as alice by a ticket. The log-in stays undecided. */
async function alice(url: string): Promise<RawClient> {
  const client = await RawClient.connect(url)
  client.send({ ...HELLO, details: { ...HELLO.details, authmethods: ['ticket'], authid: 'alice' } })
  await client.next('CHALLENGE')
  client.send({ kind: 'AUTHENTICATE', signature: 'anything', extra: {} })
  return client
}

const withRealms = (...realms: readonly Json[]): Config => {
  const config = configFor(open) as { workers: [{ realms: unknown[] }] }
  config.workers[0].realms = [...realms]
  return checkedConfig(config)
}

for (const [what, changed, reason] of [
  ['its method', wished({ auth: { anonymous: AUTH['anonymous'] } }), 'wamp.error.authentication_failed'],
  [
    'the procedure for listed users',
    wished({ auth: { anonymous: AUTH['anonymous'], ticket: AUTH['ticket'] } }),
    'wamp.error.authentication_failed',
  ],
  ['its role', wished({ ...open, roles: ROLES.filter(({ name }) => name !== 'seethings') }), 'wamp.error.no_such_role'],
] as const) {
  test(`a pending login is refused when the config no longer has ${what}`, async () => {
    await using running = await startNode(wished(open))
    const judge = await authenticator(running.url)
    const client = await alice(running.url)
    const answer = await judge.asked()
    await running.node.reload(changed)
    answer('seethings')
    assert.equal((await client.next('ABORT')).reason, reason)
    judge.client.end()
  })
}

test('a pending login is refused when its realm is removed, and the authenticator learns the reason', async () => {
  const realm = (name: string): Json => ({ name, roles: ROLES })
  await using running = await startNode(withRealms(realm('realm1'), realm('other')))
  const judge = await authenticator(running.url)
  const client = await alice(running.url)
  await judge.asked()
  await running.node.reload(withRealms(realm('other')))
  assert.equal((await judge.client.next('GOODBYE')).reason, 'wamp.close.close_realm')
  assert.match((await client.next('ABORT')).reason, /^wamp\.error\.(authentication_failed|no_such_realm)$/)
  judge.client.end()
})

test('a pending login gets no session when its path is removed', async () => {
  await using running = await startNode(wished({ ...open, paths: { second: { type: 'websocket', ...second() } } }))
  const judge = await authenticator(running.url)
  const client = await alice(running.url.replace('/ws', '/second'))
  const answer = await judge.asked()
  await running.node.reload(wished(open))
  assert.equal((await client.next('ABORT')).reason, 'wamp.close.system_shutdown')
  answer('seethings')
  await client.closed
  const [router] = running.node.routers
  assert.equal(router?.realms.get('realm1')?.peers.size, 1)
  judge.client.end()
})

const second = (): Json => ({ auth: { ticket: ASKED }, options: { allowed_origins: ['*'] } })

test('a client without HELLO is refused at once when its path is removed or the router stops', async () => {
  const running = await startNode(wished({ ...open, paths: { second: { type: 'websocket', ...second() } } }))
  const clients = [
    await RawClient.connect(running.url.replace('/ws', '/second')),
    await RawClient.connect(running.url),
  ] as const
  await running.node.reload(wished(open))
  assert.equal((await clients[0].next('ABORT')).reason, 'wamp.close.system_shutdown')
  const stopped = running.node.stop()
  assert.equal((await clients[1].next('ABORT')).reason, 'wamp.close.system_shutdown')
  await stopped
})

test('when rules replace an authorizer, waiting requests are judged by them, in order; no other session waits', async () => {
  const judged = (role: Json): Config => wished({ ...open, roles: [...ROLES, { name: 'judged', ...role }] })
  await using running = await startNode(judged({ authorizer: 'app.may' }))
  const judge = await authenticator(running.url)
  judge.client.send({ kind: 'REGISTER', request: 2, options: {}, procedure: 'app.may' })
  await judge.client.next('REGISTERED')
  const client = await alice(running.url)
  ;(await judge.asked())('judged')
  await client.next('WELCOME')
  client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'allowed' })
  client.send({ kind: 'SUBSCRIBE', request: 2, options: {}, topic: 'denied' })
  client.send({ kind: 'SUBSCRIBE', request: 3, options: {}, topic: 'allowed.too' })
  const late = await judge.asked()
  await running.node.reload(judged({ permissions: [{ uri: 'allowed', match: 'prefix', allow: { subscribe: true } }] }))
  assert.equal((await client.next('SUBSCRIBED')).request, 1)
  const refused = await client.next('ERROR')
  assert.deepEqual([refused.request, refused.error], [2, 'wamp.error.not_authorized'])
  assert.equal((await client.next('SUBSCRIBED')).request, 3)
  late(false)
  client.send({ kind: 'SUBSCRIBE', request: 4, options: {}, topic: 'allowed.still' })
  assert.equal((await client.next('SUBSCRIBED')).request, 4)
  client.end()
  judge.client.end()
})

test('concurrent changes are made one after the other, and the last one holds', async () => {
  await using running = await startNode(wished())
  const about = (value: number): Wishes => ({ paths: { about: { type: 'json', value } } })
  await Promise.all([1, 2, 3, 4, 5].map((value) => running.node.reload(wished(about(value)))))
  const response = await fetch(`http://127.0.0.1:${running.port}/about`)
  assert.equal(await response.json(), 5)
})

test('a change that is in progress when the node stops opens nothing afterwards', async () => {
  const running = await startNode(wished())
  const reloads = [1, 2, 3].map((value) => running.node.reload(wished({ paths: { about: { type: 'json', value } } })))
  await running.node.stop()
  await Promise.all([...reloads, running.node.reload(wished({ endpoint: { backlog: 7 } }))])
  await assert.rejects(fetch(`http://127.0.0.1:${running.port}/about`))
})

test('a guest that waits for its restart is started at once with the changed config', async () => {
  const guest = (script: string): Config => {
    const { workers, ...config } = configFor() as { workers: unknown[] }
    const mended = { type: 'guest', id: 'program', executable: process.execPath, arguments: ['-e', script] }
    return checkedConfig({ ...config, workers: [...workers, mended] })
  }
  await using running = await startNode(guest('process.exit(3)'))
  await running.says(/guest "program" .*exit code 3; it is started again in 1 s/)
  await running.node.reload(guest('console.log("mended"); setInterval(() => {}, 1000)'))
  await running.says(/mended/)
})
