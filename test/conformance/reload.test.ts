/** A changed config that is applied while sessions go on, over real sockets. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { Payload } from '@wampeter/protocol'
import { LiveConfig } from '@wampeter/router'
import { freePorts } from '../support/free-ports.ts'
import { checkedConfig, startNode } from '../support/node.ts'
import type { Config } from '../support/node.ts'
import { HELLO, RawClient, REVOCABLE } from '../support/raw-client.ts'
import { AUTH, configFor, ROLES } from '../support/router.ts'
import type { Wishes } from '../support/router.ts'

type Json = Record<string, unknown>

const wished = (wishes: Wishes = {}): Config => checkedConfig(configFor(wishes))

async function logIn(url: string, authid: string, ticket: string): Promise<RawClient> {
  const client = await RawClient.connect(url)
  client.send({ ...HELLO, details: { ...HELLO.details, authmethods: ['ticket'], authid } })
  await client.next('CHALLENGE')
  client.send({ kind: 'AUTHENTICATE', signature: ticket, extra: {} })
  return client
}

async function join1(url: string, hello: typeof HELLO | typeof REVOCABLE = HELLO): Promise<RawClient> {
  const client = await RawClient.connect(url)
  client.send(hello)
  await client.next('WELCOME')
  return client
}

const subscribe = { kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'chat' } as const
const register = { kind: 'REGISTER', request: 2, options: {}, procedure: 'add' } as const

const everything = (allow: Json): Json[] => [{ uri: '*', allow }]

test('subscriptions and registrations that the rules no longer allow are revoked and logged; the session stays', async () => {
  await using running = await startNode(wished())
  const client = await join1(running.url, REVOCABLE)
  client.send(subscribe, register)
  const { subscription } = await client.next('SUBSCRIBED')
  const { registration } = await client.next('REGISTERED')
  await running.node.reload(
    wished({
      roles: [{ name: 'guest', permissions: everything({ publish: true }) }],
      auth: { anonymous: { type: 'static', role: 'guest' } },
    }),
  )
  const reason = 'wamp.error.not_authorized'
  assert.deepEqual({ ...(await client.next('UNSUBSCRIBED')).details }, { subscription, reason })
  assert.deepEqual({ ...(await client.next('UNREGISTERED')).details }, { registration, reason })
  client.send(subscribe)
  assert.equal((await client.next('ERROR')).error, reason)
  assert.match(running.lines.join('\n'), /revokes its subscription to "chat"/)
  client.end()
})

test('a role that is removed ends its sessions with a reason, and no others', async () => {
  await using running = await startNode(wished())
  const [guest, barry] = [await join1(running.url), await logIn(running.url, 'barry', 'notsosecret')]
  await barry.next('WELCOME')
  const roles = ROLES.filter(({ name }) => name !== 'seethings')
  await running.node.reload(wished({ roles, auth: { anonymous: AUTH['anonymous'], ticket: ticketsWithout('barry') } }))
  const goodbye = await barry.next('GOODBYE')
  assert.match(String(goodbye.details['message']), /role "seethings" was removed/)
  guest.send(subscribe)
  await guest.next('SUBSCRIBED')
  guest.end()
})

/** A config with a ticket log-in for steve only. */
const ticketsWithout = (_removed: string): Json => ({
  type: 'static',
  principals: { steve: { ticket: 'slightlymoresecret', role: 'dothings' } },
})

test('sessions of a removed user end with a reason; other sessions of the transport and its listener stay', async () => {
  await using running = await startNode(wished())
  const [barry, steve] = [
    await logIn(running.url, 'barry', 'notsosecret'),
    await logIn(running.url, 'steve', 'slightlymoresecret'),
  ]
  for (const client of [barry, steve]) await client.next('WELCOME')
  await running.node.reload(wished({ auth: { ...AUTH, ticket: ticketsWithout('barry') } }))
  const goodbye = await barry.next('GOODBYE')
  assert.equal(goodbye.reason, 'wamp.close.killed')
  assert.match(String(goodbye.details['message']), /does not let this user in any more/)
  steve.send({ ...register, request: 5 })
  await steve.next('REGISTERED')
  const again = await logIn(running.url, 'barry', 'notsosecret')
  assert.equal((await again.next('ABORT')).reason, 'wamp.error.authentication_denied')
  steve.end()
})

test('a log-in on a connection from before the change is judged by the config in force', async () => {
  await using running = await startNode(wished())
  const early = await RawClient.connect(running.url)
  await running.node.reload(wished({ auth: { ticket: AUTH['ticket'] } }))
  early.send(HELLO)
  assert.equal((await early.next('ABORT')).reason, 'wamp.error.authentication_required')
})

test('a realm is added and removed while another one stays', async () => {
  const realms = (...names: readonly string[]): Config => {
    const config = configFor() as { workers: [{ realms: unknown[] }] }
    config.workers[0].realms = names.map((name) => ({ name, roles: ROLES }))
    return checkedConfig(config)
  }
  await using running = await startNode(realms('realm1'))
  const client = await join1(running.url)
  await running.node.reload(realms('realm1', 'realm2'))
  const other = await RawClient.connect(running.url)
  other.send({ ...HELLO, realm: 'realm2' })
  await other.next('WELCOME')
  await running.node.reload(realms('realm1'))
  assert.equal((await other.next('GOODBYE')).reason, 'wamp.close.close_realm')
  client.send(subscribe)
  await client.next('SUBSCRIBED')
  client.end()
})

test('a changed limit for all outboxes applies at once: it ends only the session that does not read', async () => {
  const bounded = (outbox_bytes: number): Config =>
    checkedConfig({
      ...configFor({ options: { limits: { outbox_bytes: 100_000_000 } } }),
      controller: { options: { limits: { outbox_bytes } } },
    })
  await using running = await startNode(bounded(200_000_000))
  const [slow, publisher] = [await join1(running.url), await join1(running.url)]
  slow.send(subscribe)
  await slow.next('SUBSCRIBED')
  slow.ws.pause()
  const [router] = running.node.routers
  const publish = async (): Promise<void> => {
    const payload = Payload.of(['x'.repeat(500_000)])
    publisher.send({ kind: 'PUBLISH', request: 1, options: { acknowledge: true }, topic: 'chat', payload })
    await publisher.next('PUBLISHED')
  }
  while ((router?.budget.total ?? 0) < 1_000_000) await publish()
  await running.node.reload(bounded(100_000))
  assert.equal(router?.budget.total, 0)
  assert.match(running.lines.join('\n'), /all outboxes together held more than 100000 bytes/)
  await publish()
  publisher.end()
  slow.end()
})

test('paths are added, changed and removed on a listener that stays', async () => {
  const value = (one: unknown): Wishes => ({ paths: { about: { type: 'json', value: one } } })
  await using running = await startNode(wished())
  const client = await join1(running.url)
  const about = async () => {
    const response = await fetch(`http://127.0.0.1:${running.port}/about`)
    return response.ok ? response.json() : response.status
  }
  assert.equal(await about(), 404)
  await running.node.reload(wished(value(1)))
  assert.equal(await about(), 1)
  await running.node.reload(wished(value(2)))
  assert.equal(await about(), 2)
  await running.node.reload(wished())
  assert.equal(await about(), 404)
  client.send(subscribe)
  await client.next('SUBSCRIBED')
  client.end()
})

test('sessions of a path that is removed are ended', async () => {
  const second: Wishes = { paths: { second: { type: 'websocket', auth: AUTH } } }
  await using running = await startNode(wished(second))
  const client = await join1(running.url.replace('/ws', '/second'))
  await running.node.reload(wished())
  assert.equal((await client.next('GOODBYE')).reason, 'wamp.close.system_shutdown')
})

test('a port that cannot be opened leaves everything as it was', async () => {
  const [port = 0] = await freePorts(1)
  const taken = createServer().listen(port, '127.0.0.1')
  await once(taken, 'listening')
  await using running = await startNode(wished())
  const client = await join1(running.url)
  const config = configFor({ roles: [], auth: {} }) as { workers: [{ transports: Json[]; realms: Json[] }] }
  const [transport = {}] = config.workers[0].transports
  config.workers[0].transports.push({ ...transport, endpoint: { type: 'tcp', port, interface: '127.0.0.1' } })
  await assert.rejects(running.node.reload(checkedConfig(config)), /already in use|EADDRINUSE/)
  client.send(subscribe)
  await client.next('SUBSCRIBED')
  await (await RawClient.join(running.url)).end()
  client.end()
  taken.close()
})

test('a listener that must change on its port is closed and opened, and its sessions stay', async () => {
  const [port = 0] = await freePorts(1)
  const at = (endpoint: Json): Config => wished({ endpoint: { port, ...endpoint } })
  await using running = await startNode(at({ backlog: 10 }))
  const client = await join1(running.url)
  await running.node.reload(at({ backlog: 20 }))
  client.send(subscribe)
  await client.next('SUBSCRIBED')
  ;(await RawClient.join(running.url)).end()
  client.end()
})

const onlyLinux = process.platform === 'linux' ? false : 'elsewhere nobody answers at 127.0.0.2 without a setting'

test(
  'a second address on the same port is added, and the sessions of the first stay',
  { skip: onlyLinux },
  async () => {
    const [port = 0] = await freePorts(1)
    const at = (...hosts: readonly string[]): Config => {
      const config = configFor() as { workers: [{ transports: Json[] }] }
      const [transport = {}] = config.workers[0].transports
      config.workers[0].transports = hosts.map((host) => ({
        ...transport,
        endpoint: { type: 'tcp', port, interface: host },
      }))
      return checkedConfig(config)
    }
    await using running = await startNode(at('0.0.0.0'))
    const client = await join1(running.url)
    await running.node.reload(at('127.0.0.1', '127.0.0.2'))
    client.send(subscribe)
    await client.next('SUBSCRIBED')
    for (const host of ['127.0.0.1', '127.0.0.2']) (await RawClient.join(`ws://${host}:${port}/ws`)).end()
    client.end()
  },
)

test('TLS keys are replaced in place, also where only the files have changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-tls-'))
  const files = { key: join(folder, 'key.pem'), certificate: join(folder, 'cert.pem') }
  const renew = (name: string): void => {
    const subject = ['-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.certificate]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject], {
      stdio: 'ignore',
    })
  }
  const shown = (port: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().subject['CN'])
        socket.destroy()
      })
      socket.on('error', reject)
    })
  try {
    renew('before')
    await using running = await startNode(wished({ endpoint: { tls: files } }))
    assert.equal(await shown(running.port), 'before')
    renew('after')
    await running.node.reload(wished({ endpoint: { tls: files } }))
    assert.equal(await shown(running.port), 'after')
    const certificate = await readFile(files.certificate)
    renew('other')
    await writeFile(files.certificate, certificate)
    const others = { endpoint: { tls: files }, auth: { ticket: AUTH['ticket'] } }
    await assert.rejects(running.node.reload(wished(others)), /key\.pem and .*cert\.pem cannot be used together/)
    assert.equal(await shown(running.port), 'after')
    assert.ok(running.node.routers[0]?.options.transports[0]?.listen.tls)
    await rm(files.key)
    await assert.rejects(
      running.node.reload(wished({ endpoint: { tls: files } })),
      /TLS file .*key\.pem cannot be read/,
    )
    assert.equal(await shown(running.port), 'after')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a file that is written or renamed is applied; a broken file changes nothing, and the log says why', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-reload-'))
  const file = join(folder, 'config.json')
  const anonymousOnly = configFor({ auth: { anonymous: AUTH['anonymous'] } })
  await writeFile(file, JSON.stringify(configFor()))
  await using running = await startNode(wished())
  const live = new LiveConfig({ node: running.node, file, config: wished(), environment: {}, log: running.log })
  live.watch()
  try {
    const client = await join1(running.url)
    await writeFile(file, '{ "version": 2, "workers": [')
    await running.says(/error: .*config\.json cannot be used: nothing was changed/)
    await writeFile(`${file}.new`, JSON.stringify(anonymousOnly))
    await rename(`${file}.new`, file)
    await running.says(/was read again: its changes are in force/)
    const barry = await RawClient.connect(running.url)
    barry.send({ ...HELLO, details: { ...HELLO.details, authmethods: ['ticket'], authid: 'barry' } })
    assert.equal((await barry.next('ABORT')).reason, 'wamp.error.no_matching_auth_method')
    client.send(subscribe)
    await client.next('SUBSCRIBED')
    client.end()
  } finally {
    live.close()
    await rm(folder, { recursive: true })
  }
})

test('a broken file that is mended as it was is reported as in force again, once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-reload-'))
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify(configFor()))
  await using running = await startNode(wished())
  const live = new LiveConfig({ node: running.node, file, config: wished(), environment: {}, log: running.log })
  live.watch()
  try {
    await writeFile(file, '{')
    await running.says(/config\.json cannot be used: nothing was changed/)
    await writeFile(file, JSON.stringify(configFor()))
    await running.says(/config\.json is the config in force again/)
  } finally {
    live.close()
    await rm(folder, { recursive: true })
  }
})

test('a file that cannot be read changes nothing, the log says why, and it is applied once it is readable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-reload-'))
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify(configFor()))
  await using running = await startNode(wished())
  const live = new LiveConfig({ node: running.node, file, config: wished(), environment: {}, log: running.log })
  live.watch()
  try {
    const client = await join1(running.url)
    await rm(file)
    await running.says(/config\.json: there is no such file[^]*config\.json cannot be used: nothing was changed/)
    await mkdir(file)
    await running.says(/config\.json: this is a folder/)
    await rm(file, { recursive: true })
    await writeFile(file, '')
    await running.says(/config\.json: this file is empty/)
    client.send(subscribe)
    await client.next('SUBSCRIBED')
    await writeFile(file, JSON.stringify(configFor({ paths: { about: { type: 'json', value: 1 } } })))
    await running.says(/its changes are in force/)
    client.end()
  } finally {
    live.close()
    await rm(folder, { recursive: true })
  }
})
