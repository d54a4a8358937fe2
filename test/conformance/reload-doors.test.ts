/** Ports that move from one transport or router worker to another in one change of the config. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { checkConfig, RouterNode, writeProblem } from '@wampeter/router'
import { freePorts } from '../support/free-ports.ts'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { checkedConfig, startNode } from '../support/node.ts'
import type { Config } from '../support/node.ts'
import { ROLES } from '../support/router.ts'

type Json = Record<string, unknown>

/** A transport that accepts every client. */
const at = (port: number, endpoint: Json = {}): Json => ({
  type: 'web',
  endpoint: { type: 'tcp', port, interface: '127.0.0.1', ...endpoint },
  paths: {
    ws: {
      type: 'websocket',
      auth: { anonymous: { type: 'static', role: 'guest' } },
      options: { allowed_origins: ['*'] },
    },
    ready: { type: 'health', check: 'ready' },
  },
})

interface Worker {
  readonly realms: readonly string[]
  readonly transports: readonly Json[]
}

const workers = (...list: readonly Worker[]): Config =>
  checkedConfig({
    version: 2,
    workers: list.map(({ realms, transports }) => ({
      type: 'router',
      realms: realms.map((name) => ({ name, roles: ROLES })),
      transports,
    })),
  })

async function joins(port: number, realm: string, host = '127.0.0.1'): Promise<RawClient> {
  const client = await RawClient.connect(`ws://${host}:${port}/ws`)
  client.send({ ...HELLO, realm })
  await client.next('WELCOME')
  return client
}

const refused = async (port: number, realm: string): Promise<unknown> => {
  const client = await RawClient.connect(`ws://127.0.0.1:${port}/ws`)
  client.send({ ...HELLO, realm })
  return (await client.next('ABORT')).reason
}

async function answers(client: RawClient): Promise<void> {
  client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'chat' })
  await client.next('SUBSCRIBED')
}

async function occupied(): Promise<{ readonly port: number; release(): void }> {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, release: () => void taken.close() }
}

test('two router workers swap their ports', async () => {
  const [one = 0, two = 0] = await freePorts(2)
  await using running = await startNode(
    workers({ realms: ['left'], transports: [at(one)] }, { realms: ['right'], transports: [at(two)] }),
  )
  const early = await joins(one, 'left')
  await running.node.reload(
    workers({ realms: ['left'], transports: [at(two)] }, { realms: ['right'], transports: [at(one)] }),
  )
  assert.equal((await early.next('GOODBYE')).reason, 'wamp.close.system_shutdown')
  for (const [port, realm] of [
    [two, 'left'],
    [one, 'right'],
  ] as const)
    (await joins(port, realm)).end()
  assert.equal(await refused(one, 'left'), 'wamp.error.no_such_realm')
})

test('two router workers become one, and the sessions of the remaining router stay', async () => {
  const [one = 0, two = 0] = await freePorts(2)
  await using running = await startNode(
    workers({ realms: ['left'], transports: [at(one)] }, { realms: ['right'], transports: [at(two)] }),
  )
  const [stays, goes] = [await joins(one, 'left'), await joins(two, 'right')]
  await running.node.reload(workers({ realms: ['left', 'right'], transports: [at(one), at(two)] }))
  await answers(stays)
  assert.match(String((await goes.next('GOODBYE')).details['message']), /no realm "right" any more/)
  for (const port of [one, two]) for (const realm of ['left', 'right']) (await joins(port, realm)).end()
  assert.equal(running.node.routers.length, 1)
  stays.end()
})

test('one router worker becomes two, and the sessions of the realm that it keeps stay', async () => {
  const [one = 0, two = 0] = await freePorts(2)
  await using running = await startNode(workers({ realms: ['left', 'right'], transports: [at(one), at(two)] }))
  const [stays, goes] = [await joins(one, 'left'), await joins(one, 'right')]
  await running.node.reload(
    workers({ realms: ['left'], transports: [at(one)] }, { realms: ['right'], transports: [at(two)] }),
  )
  await answers(stays)
  assert.equal((await goes.next('GOODBYE')).reason, 'wamp.close.close_realm')
  ;(await joins(two, 'right')).end()
  assert.equal(await refused(one, 'right'), 'wamp.error.no_such_realm')
  stays.end()
})

const onlyLinux = process.platform === 'linux' ? false : 'elsewhere nobody answers at 127.0.0.2 without a setting'

test('two addresses of one port become all addresses, and back', { skip: onlyLinux }, async () => {
  const [port = 0] = await freePorts(1)
  const here = (...transports: readonly Json[]): Config => workers({ realms: ['left'], transports })
  const second = { interface: '127.0.0.2' }
  await using running = await startNode(here(at(port), at(port, second)))
  const client = await joins(port, 'left')
  await running.node.reload(here(at(port, { ...second, backlog: 5 }), at(port, { backlog: 5 })))
  for (const host of ['127.0.0.1', '127.0.0.2']) (await joins(port, 'left', host)).end()
  await answers(client)
  await running.node.reload(here(at(port, { interface: '0.0.0.0' })))
  for (const host of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) (await joins(port, 'left', host)).end()
  client.end()
})

test('when the last listener of a change cannot be opened, every listener is restored and sessions stay', async () => {
  const [one = 0, two = 0] = await freePorts(2)
  const other = await occupied()
  const before = workers(
    { realms: ['left'], transports: [at(one)] },
    { realms: ['right'], transports: [at(two, { backlog: 10 })] },
  )
  await using running = await startNode(before)
  const [left, right] = [await joins(one, 'left'), await joins(two, 'right')]
  const swapped = workers(
    { realms: ['left'], transports: [at(two)] },
    { realms: ['right'], transports: [at(one)] },
    { realms: ['third'], transports: [at(other.port)] },
  )
  await assert.rejects(running.node.reload(swapped), /EADDRINUSE/)
  for (const client of [left, right]) await answers(client)
  ;(await joins(one, 'left')).end()
  ;(await joins(two, 'right')).end()
  assert.equal(await refused(one, 'right'), 'wamp.error.no_such_realm')
  assert.match(running.lines.join('\n'), /listens on \S+:\d+ again/)
  assert.equal(running.node.routers.length, 2)

  other.release()
  await running.node.reload(swapped)
  ;(await joins(other.port, 'third')).end()
  ;(await joins(two, 'left')).end()
})

test('a connection at a new listener does not prevent the undoing of a failed change', async () => {
  const [one = 0, two = 0] = await freePorts(2)
  const here = (...ports: readonly number[]): Config =>
    workers({ realms: ['left'], transports: ports.map((port) => at(port)) })
  await using running = await startNode(here(one))
  const [router] = running.node.routers
  const [next] = new RouterNode(here(one, two), {}).routers
  assert.ok(router && next)
  const change = router.change(next.options)
  await change.prepare()
  change.giveWay(change.wanted)
  await change.open()
  const early = await joins(two, 'left')
  change.withdraw()
  await change.restore()
  await assert.rejects(joins(two, 'left'))
  await answers(await joins(one, 'left'))
  assert.equal((await early.next('GOODBYE')).reason, 'wamp.close.system_shutdown')
})

test(
  'a change that would take the port of a transport that stays is refused with its place in the config, or with the port',
  { skip: onlyLinux },
  async () => {
    const [port = 0] = await freePorts(1)
    const two = (second: Json): unknown => ({
      version: 2,
      workers: [at(port), second].map((transport, index) => ({
        type: 'router',
        realms: [{ name: `realm${index}`, roles: ROLES }],
        transports: [transport],
      })),
    })
    const { problems } = checkConfig(two(at(port)))
    assert.match(
      problems.map(writeProblem).join('\n'),
      /error: workers\[1\]\.transports\[0\]\.endpoint\.port: another transport already listens on port/,
    )
    await using running = await startNode(workers({ realms: ['realm0'], transports: [at(port)] }))
    const client = await joins(port, 'realm0')
    const everywhere = checkConfig(two(at(port, { interface: '0.0.0.0' })))
    assert.match(everywhere.problems.map(writeProblem).join('\n'), /warning: .*port \d+ of all addresses/)
    assert.ok(everywhere.config)
    await assert.rejects(running.node.reload(everywhere.config), /0\.0\.0\.0 port \d+: another transport or program/)
    await answers(client)
    ;(await joins(port, 'realm0')).end()
    client.end()
  },
)

test('a session at a new listener does not prevent the undoing of a failed change; the node stays ready', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-tls-'))
  const tls = { key: join(folder, 'key.pem'), certificate: join(folder, 'cert.pem') }
  execFileSync('mkfifo', [tls.key]) // reading a FIFO blocks until a writer opens it
  await writeFile(tls.certificate, 'none')
  try {
    const [one = 0, two = 0] = await freePorts(2)
    await using running = await startNode(workers({ realms: ['left'], transports: [at(one)] }))
    const next = workers(
      { realms: ['left'], transports: [at(one, { backlog: 5 }), at(two)] },
      { realms: ['right'], transports: [at(0, { tls })] },
    )
    const changed = assert.rejects(running.node.reload(next), /cannot be used/)
    let client: RawClient | undefined
    while (client === undefined) client = await joins(two, 'left').catch(() => undefined)
    const stays = await joins(one, 'left')
    assert.equal((await fetch(`http://127.0.0.1:${one}/ready`)).status, 200)
    await writeFile(tls.key, 'none')
    await changed
    await client.closed
    await answers(stays)
    ;(await joins(one, 'left')).end()
    await assert.rejects(joins(two, 'left'), /ECONNREFUSED/)
    stays.end()
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a listener that stopped for a failed change opens again with its old keys, even if their files changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-tls-'))
  const tls = { key: join(folder, 'key.pem'), certificate: join(folder, 'cert.pem') }
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=here']
  execFileSync('openssl', ['req', ...made, '-keyout', tls.key, '-out', tls.certificate], { stdio: 'ignore' })
  try {
    const [port = 0] = await freePorts(1)
    const secure = (backlog: number): Config => workers({ realms: ['left'], transports: [at(port, { tls, backlog })] })
    await using running = await startNode(secure(10))
    await rm(tls.key)
    await assert.rejects(running.node.reload(secure(20)), /TLS file .*key\.pem cannot be read/)
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    assert.equal(socket.getPeerCertificate().subject['CN'], 'here')
    socket.destroy()
  } finally {
    await rm(folder, { recursive: true })
  }
})
