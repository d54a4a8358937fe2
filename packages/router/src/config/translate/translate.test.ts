import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from '../check.ts'
import {
  lesson2Signatures,
  lesson2Tickets,
  realm,
  routerConfig,
  webTransport,
  withAuth,
  withWebSocket,
} from '../test-configs.ts'
import { translateConfig, translateGuests } from './translate.ts'

const routersOf = (raw: unknown, environment = {}) => {
  const { config, problems } = checkConfig(raw, environment)
  assert.ok(config !== undefined, JSON.stringify(problems))
  return translateConfig(config, '/node/.crossbar')
}

const transportOf = (raw: unknown) => routersOf(raw)[0]?.transports[0]

const webSocketOf = (raw: unknown) => {
  const root = transportOf(raw)?.root
  const service = root?.type === 'path' ? root.services.get('ws') : root
  assert.ok(service?.type === 'websocket')
  return service
}

/** The log-ins of a method, where the config lists them. */
const listed = <One>(users: ReadonlyMap<string, One> | object | undefined): ReadonlyMap<string, One> | undefined =>
  users instanceof Map ? users : undefined

test('lesson 2 becomes one router with two realms and tickets', () => {
  const [router, ...others] = routersOf(lesson2Tickets())
  assert.equal(others.length, 0)
  assert.deepEqual(
    router?.realms.map(({ name }) => name),
    ['ws-workshop', 'somewhere-else'],
  )
  assert.deepEqual(router?.realms[1]?.roles[0], {
    name: 'seethings',
    permissions: [
      {
        uri: '',
        match: 'prefix',
        allow: { call: true, register: false, publish: false, subscribe: true },
        disclose: { caller: false, publisher: false },
        name: 'permissions[0]',
      },
    ],
    allowByDefault: false,
  })
  const { auth } = webSocketOf(lesson2Tickets())
  assert.deepEqual(auth.anonymous, { role: 'guest' })
  assert.deepEqual(listed(auth.ticket)?.get('barry'), { ticket: 'notsosecret', role: 'seethings' })
  assert.equal(auth.wampcra, undefined)
  assert.deepEqual(listed(webSocketOf(lesson2Signatures()).auth.wampcra)?.get('steve'), {
    secret: 'slightlymoresecret',
    role: 'dothings',
  })
})

test('each router worker becomes a router of its own; disabled ones do not', () => {
  const worker = (name: string, options = {}) => ({ type: 'router', realms: [realm({ name })], options })
  const routers = routersOf({ version: 2, workers: [worker('one'), worker('two', { disabled: true }), worker('one')] })
  assert.deepEqual(
    routers.map(({ realms }) => realms.map(({ name }) => name)),
    [['one'], ['one']],
  )
})

test('a worker keeps its number where an earlier worker is disabled', () => {
  const routers = routersOf({
    version: 2,
    workers: [
      { type: 'router', options: { disabled: true } },
      { type: 'router', transports: [webTransport()] },
    ],
  })
  const root = routers[0]?.transports[0]?.root
  const service = root?.type === 'path' ? root.services.get('ws') : undefined
  assert.equal(
    service?.type === 'websocket' && service.websocket.origins.configPath,
    'workers[1].transports[0].paths.ws.options',
  )
})

test('without auth all clients are anonymous; with auth only the listed methods are offered', () => {
  assert.deepEqual(webSocketOf(routerConfig()).auth, { anonymous: { role: 'anonymous' } })
  assert.deepEqual(webSocketOf(withAuth({})).auth, {})
  assert.deepEqual(webSocketOf(withAuth({ anonymous: { type: 'static', authid: 'all' } })).auth, {
    anonymous: { role: 'anonymous', authid: 'all' },
  })
})

test('a login without a role is left out', () => {
  const principals = { barry: { ticket: 'a' }, steve: { ticket: 'b', role: 'anonymous' } }
  assert.deepEqual(
    [...(listed(webSocketOf(withAuth({ ticket: { type: 'static', principals } })).auth.ticket)?.keys() ?? [])],
    ['steve'],
  )
})

test('with a salt the secret is the derived key, with Crossbar’s defaults, unless derive is true', () => {
  const users = {
    old: { secret: Buffer.alloc(32).toString('base64'), role: 'anonymous', salt: 'pepper' },
    plain: { secret: 'password', role: 'anonymous', salt: 'pepper', iterations: 5000, keylen: 16, derive: true },
  }
  const { wampcra } = webSocketOf(withAuth({ wampcra: { type: 'static', users } })).auth
  assert.deepEqual(listed(wampcra)?.get('old')?.salt, { salt: 'pepper', iterations: 1000, keylen: 32, derive: false })
  assert.deepEqual(listed(wampcra)?.get('plain')?.salt, { salt: 'pepper', iterations: 5000, keylen: 16, derive: true })
})

test('sizes, pings and timeouts have safe defaults, which the config can change', () => {
  const { websocket } = webSocketOf(routerConfig())
  assert.equal(websocket.maxMessageBytes, 1024 * 1024)
  assert.ok(websocket.keepAlive.intervalMs > 0 && websocket.closeTimeoutMs > 0)
  const options = {
    max_message_size: 5000,
    auto_ping_interval: 0,
    auto_ping_timeout: 4000,
    close_handshake_timeout: 3000,
    enable_webstatus: false,
    require_websocket_subprotocol: false,
    limits: {
      handshake_timeout: 700,
      goodbye_timeout: 800,
      outbox_bytes: 9000,
      messages_per_second: 50,
      login_message_size: 2000,
      login_values: 100,
      header_values: 200,
      message_weight: 3000,
      message_frames: 5,
      batch_messages: 6,
    },
  }
  const configured = webSocketOf(withWebSocket({ options, serializers: ['cbor', 'ubjson'] }))
  assert.deepEqual(configured.limits, {
    handshakeTimeoutMs: 700,
    goodbyeTimeoutMs: 800,
    outboxBytes: 9000,
    loginMessageBytes: 2000,
    loginValues: 100,
    headerValues: 200,
    messageWeight: 3000,
    batchMessages: 6,
  })
  assert.equal(configured.websocket.messageFrames, 5)
  assert.deepEqual(configured.websocket.rate, { messagesPerSecond: 50, burst: 50 })
  assert.deepEqual(configured.websocket.serializers, ['cbor'])
  assert.equal(configured.websocket.maxMessageBytes, 5000)
  assert.deepEqual([configured.websocket.keepAlive.intervalMs, configured.websocket.keepAlive.timeoutMs], [0, 4000])
  assert.equal(configured.websocket.closeTimeoutMs, 3000)
  assert.deepEqual([configured.websocket.showsStatusPage, configured.websocket.requireSubprotocol], [false, false])
  assert.equal(webSocketOf(withWebSocket({ options: { max_message_size: 0 } })).websocket.maxMessageBytes, 0)
  const rateOf = (limits: object) => webSocketOf(withWebSocket({ options: { limits } })).websocket.rate
  assert.deepEqual(rateOf({}), { messagesPerSecond: 100_000, burst: 100_000 })
  assert.equal(rateOf({ messages_per_second: 0 }), undefined)
})

test('an endpoint becomes a place to listen, its files relative to the folder of the config', () => {
  const tls = { key: 'tls/key.pem', certificate: '/etc/cert.pem', chain_certificates: ['chain.pem'] }
  const endpoint = {
    type: 'tcp',
    version: 6,
    interface: '::1',
    port: 0,
    shared: true,
    backlog: 7,
    tls,
    limits: { connections: 9, connections_per_address: 8, trusted_proxies: ['10.0.0.0/8'], request_timeout: 900 },
  }
  const transport = transportOf(
    routerConfig({ transports: [webTransport({ endpoint, options: { hsts: true, hsts_max_age: 60 } })] }),
  )
  assert.deepEqual(transport?.listen, {
    host: '::1',
    port: 0,
    portRange: undefined,
    isIPv6: true,
    isShared: true,
    backlog: 7,
    tls: {
      keyFile: '/node/.crossbar/tls/key.pem',
      certificateFile: '/etc/cert.pem',
      chainFiles: ['/node/.crossbar/chain.pem'],
      ciphers: undefined,
      dhParamFile: undefined,
    },
    maxConnections: 9,
    maxConnectionsPerAddress: 8,
    trustedProxies: ['10.0.0.0/8'],
    requestTimeoutMs: 900,
    responseTimeoutMs: 30_000,
    hstsSeconds: 60,
  })
})

test('transports that have no id are counted, and a websocket transport is its own root', () => {
  const [router] = routersOf(
    routerConfig({
      transports: [
        webTransport({ id: 'front' }),
        {
          type: 'websocket',
          endpoint: { type: 'tcp', port: 9000, interface: '127.0.0.1' },
          url: 'ws://example.org:9443',
          options: { open_handshake_timeout: 1500 },
        },
      ],
    }),
  )
  assert.deepEqual(
    router?.transports.map(({ id }) => id),
    ['front', 'transport002'],
  )
  const plain = router?.transports[1]
  assert.ok(plain?.root.type === 'websocket')
  assert.equal(plain.root.websocket.origins.isLoopback, true)
  assert.equal(plain.root.websocket.origins.externalPort, 9443)
  assert.equal(plain.root.websocket.origins.configPath, 'workers[0].transports[1].options')
  assert.equal(plain.listen.requestTimeoutMs, 1500)
})

test('web services keep their configured values', () => {
  const paths = {
    '/': {
      type: 'static',
      directory: '../web',
      options: { mime_types: { '.md': 'text/markdown' }, cache_timeout: null, default_file: 'index.html' },
    },
    a: {
      type: 'path',
      paths: { b: { type: 'json', value: JSON.parse('{"__proto__": 1}') }, c: { type: 'redirect', url: '/a/b' } },
    },
    info: { type: 'nodeinfo' },
  }
  const root = transportOf(routerConfig({ transports: [webTransport({ paths })] }))?.root
  assert.ok(root?.type === 'path')
  assert.deepEqual(root.services.get('/'), {
    type: 'static',
    directory: '/node/web',
    listsDirectories: false,
    mimeTypes: new Map([['.md', 'text/markdown']]),
    cacheSeconds: undefined,
    defaultFile: 'index.html',
    followsLinks: false,
  })
  const nested = root.services.get('a')
  assert.ok(nested?.type === 'path')
  const json = nested.services.get('b')
  assert.equal(json?.type === 'json' && JSON.stringify(json.value), '{"__proto__":1}')
  assert.deepEqual(nested.services.get('c'), { type: 'redirect', url: '/a/b' })
  assert.deepEqual(root.services.get('info'), { type: 'nodeinfo' })
})

test('limits of realms and of the process come from our own keys', () => {
  const [router] = routersOf({
    ...routerConfig({ realms: [realm({ limits: { subscriptions_per_session: 5 } })] }),
    controller: { options: { limits: { outbox_bytes: 100_000 } } },
  })
  assert.equal(router?.processOutboxBytes, 100_000)
  assert.equal(router?.realms[0]?.limits.subscriptionsPerSession, 5)
  assert.ok((router?.realms[0]?.limits.pendingCallsPerSession ?? 0) > 5)
})

test('the translated options are frozen', () => {
  const [router] = routersOf(routerConfig())
  assert.ok(
    Object.isFrozen(router) &&
      Object.isFrozen(router?.realms[0]?.roles) &&
      Object.isFrozen(router?.transports[0]?.listen),
  )
})

const guestsOf = (...workers: readonly object[]) => {
  const { config, problems } = checkConfig({ version: 2, workers })
  assert.deepEqual(problems, [])
  assert.ok(config !== undefined)
  return translateGuests(config, '/node/.crossbar')
}

test('a guest runs in the folder of the config, inherits everything, and is started again when it fails', () => {
  const [guest] = guestsOf({ type: 'router' }, { type: 'guest', executable: 'node' })
  assert.deepEqual(guest, {
    name: 'worker002',
    id: undefined,
    executable: 'node',
    args: [],
    workdir: '/node/.crossbar',
    environment: { inherit: true, vars: new Map() },
    stdin: 'open',
    stdout: 'log',
    stderr: 'log',
    watch: undefined,
    restart: 'on-failure',
    graceMs: 10_000,
  })
})

test('a guest gets the options of the config, with folders relative to it', () => {
  const options = {
    env: { inherit: ['HOME'], vars: { A: 'b' } },
    workdir: '../app',
    stdin: { type: 'json', value: { a: 1 }, close: false },
    stdout: 'drop',
    stderr: 'close',
    watch: { directories: ['../app', '/etc'], action: 'restart', timeout: 0.5 },
    restart: 'never',
    stop_timeout: 2,
  }
  const [guest] = guestsOf({ type: 'guest', id: 'bot', executable: 'node', arguments: ['a.js', 'b'], options })
  assert.deepEqual(guest && { ...guest, stdin: JSON.stringify(guest.stdin) }, {
    name: 'bot',
    id: 'bot',
    executable: 'node',
    args: ['a.js', 'b'],
    workdir: '/node/app',
    environment: { inherit: ['HOME'], vars: new Map([['A', 'b']]) },
    stdin: '{"value":{"a":1},"isClosedAfter":false}',
    stdout: 'drop',
    stderr: 'close',
    watch: { paths: ['/node/app', '/etc'], quietMs: 500 },
    restart: 'never',
    graceMs: 2_000,
  })
})

test('an invalid restart policy or time is refused; the message says what is expected', () => {
  const guest = { type: 'guest', executable: 'node', options: { restart: 'sometimes', stop_timeout: -1 } }
  const { problems } = checkConfig({ version: 2, workers: [guest] })
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['workers[0].options.restart', 'workers[0].options.stop_timeout'],
  )
  assert.match(problems[1]?.message ?? '', /a number of seconds from 0.1 to 3600/)
})
