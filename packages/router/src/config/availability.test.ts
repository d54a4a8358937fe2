import assert from 'node:assert/strict'
import test from 'node:test'
import { checkConfig } from './check.ts'
import { realm, role, routerConfig, webTransport, withAuth, withWebSocket } from './test-configs.ts'

const ws = 'workers[0].transports[0].paths.ws'
const tcp = { type: 'tcp', port: 8080 }
const connecting = { type: 'websocket', endpoint: { ...tcp, host: 'example.org' }, url: 'ws://example.org' }
const dynamic = { type: 'dynamic', authenticator: 'com.example.auth' }
const pythonFunction = { type: 'function', create: 'module.function' }
const bridge = { realm: 'realm1', role: 'anonymous' }

const withWorker = (worker: object) => ({ version: 2, workers: [worker] })
const withTransport = (transport: object) => routerConfig({ transports: [transport] })
const withService = (service: object) => withTransport(webTransport({ paths: { x: service } }))
const withEndpoint = (endpoint: object) => withTransport(webTransport({ endpoint }))
const withRealm = (keys: object) => routerConfig({ realms: [realm({ ...keys })] })
const withRole = (keys: object) => withRealm({ roles: [{ name: 'anonymous', ...keys }] })
const withOption = (key: string, value: unknown) => withWebSocket({ options: { [key]: value } })

/** Valid in Crossbar, refused here: the config, where, and the words that name it. */
const refused: readonly [config: object, path: string, words: RegExp][] = [
  [withWorker({ type: 'proxy', routes: {} }), 'workers[0].type', /proxy workers are not available yet/],
  [
    withWorker({ type: 'websocket-testee', transport: { type: 'websocket', endpoint: tcp } }),
    'workers[0].type',
    /testees are/,
  ],
  [
    withRealm({ store: { type: 'memory', 'event-history': [{ uri: 'a' }] } }),
    'workers[0].realms[0].store',
    /event history and call queues are not/,
  ],
  [
    withRealm({ store: { type: 'memory', 'call-queue': [{ uri: 'a' }] } }),
    'workers[0].realms[0].store',
    /event history and call queues are not/,
  ],
  [
    withRealm({ inventory: { type: 'wamp.eth', catalogs: [] } }),
    'workers[0].realms[0].inventory',
    /checking payloads against types is not/,
  ],
  [
    withRealm({ rlinks: [{ realm: 'realm1', transport: connecting }] }),
    'workers[0].realms[0].rlinks',
    /links between routers are not/,
  ],
  [
    withRole({ permissions: [{ uri: 'a', validate: { call: 'b' } }] }),
    'workers[0].realms[0].roles[0].permissions[0].validate',
    /checking payloads/,
  ],
  [
    withTransport({ type: 'rawsocket', endpoint: tcp }),
    'workers[0].transports[0].type',
    /RawSocket is not available yet/,
  ],
  [
    withTransport({ type: 'universal', endpoint: tcp, rawsocket: { type: 'rawsocket' } }),
    'workers[0].transports[0].type',
    /universal transports are not/,
  ],
  [
    withTransport({ type: 'mqtt', endpoint: tcp, options: { realm: 'realm1' } }),
    'workers[0].transports[0].type',
    /MQTT is not/,
  ],
  ...['flashpolicy', 'websocket.testee', 'stream.testee'].map((type): [object, string, RegExp] => [
    withTransport({ type, endpoint: tcp }),
    'workers[0].transports[0].type',
    new RegExp(`transports of type "${type}" are not`),
  ]),
  [withEndpoint({ type: 'unix', path: 'sock' }), 'workers[0].transports[0].endpoint.type', /unix sockets are not/],
  [
    withEndpoint({ type: 'twisted', server_string: 'tcp:1' }),
    'workers[0].transports[0].endpoint.type',
    /endpoints of type "twisted"/,
  ],
  [
    withEndpoint({ type: 'onion', port: 1, private_key_file: 'a', tor_control_endpoint: {} }),
    'workers[0].transports[0].endpoint.type',
    /"onion"/,
  ],
  [
    withEndpoint({ ...tcp, tls: { key: 'k', certificate: 'c', ca_certificates: ['a'] } }),
    'workers[0].transports[0].endpoint.tls.ca_certificates',
    /client certificates are not available yet/,
  ],
  [withWebSocket({ cookie: { store: { type: 'memory' } } }), `${ws}.cookie`, /tracking cookies are not available yet/],
  [withService({ ...bridge, type: 'publisher' }), 'workers[0].transports[0].paths.x.type', /the HTTP bridge is not/],
  [withService({ ...bridge, type: 'caller' }), 'workers[0].transports[0].paths.x.type', /the HTTP bridge is not/],
  [
    withService({ ...bridge, type: 'webhook', options: { topic: 'a' } }),
    'workers[0].transports[0].paths.x.type',
    /the HTTP bridge is not/,
  ],
  ...[
    { type: 'longpoll' },
    { type: 'archive', archive: 'a.zip' },
    { type: 'reverseproxy', host: 'example.org' },
    { type: 'websocket-reverseproxy', backend: connecting },
    { type: 'cgi', directory: 'd', processor: 'p' },
    { type: 'catalog' },
    { type: 'none' },
    { type: 'pairme' },
  ].map((service): [object, string, RegExp] => [
    withService(service),
    'workers[0].transports[0].paths.x.type',
    new RegExp(`services of type "${service.type}" are not available yet`),
  ]),
  [
    withService({ type: 'wsgi', module: 'a', object: 'b' }),
    'workers[0].transports[0].paths.x.type',
    /written in Python/,
  ],
  [withService({ type: 'resource', classname: 'a.B' }), 'workers[0].transports[0].paths.x.type', /written in Python/],
  [
    withService({ type: 'wap', templates: 't', routes: [], wamp: { realm: 'realm1', authrole: 'anonymous' } }),
    'workers[0].transports[0].paths.x.type',
    /written in Python/,
  ],
  [
    withService({ type: 'static', package: 'a', resource: 'b' }),
    'workers[0].transports[0].paths.x.package',
    /Python packages cannot/,
  ],
  ...['ticket', 'wampcra', 'cryptosign'].map((method): [object, string, RegExp] => [
    withAuth({ [method]: pythonFunction }),
    `${ws}.auth.${method}.type`,
    /a Python function cannot be asked/,
  ]),
  ...['scram', 'tls'].map((method): [object, string, RegExp] => [
    withAuth({ [method]: dynamic }),
    `${ws}.auth.${method}`,
    new RegExp(`logging in by ${method} is not available yet`),
  ]),
  [withAuth({ cookie: {} }), `${ws}.auth.cookie`, /logging in by cookie is not/],
  [
    withAuth({ 'anonymous-proxy': { type: 'static' } }),
    `${ws}.auth.anonymous-proxy`,
    /logging in by anonymous-proxy is not/,
  ],
  [
    withAuth({ 'cryptosign-proxy': { type: 'static' } }),
    `${ws}.auth.cryptosign-proxy`,
    /logging in by cryptosign-proxy is not/,
  ],
  [
    withWebSocket({ serializers: ['ubjson', 'flatbuffers'] }),
    `${ws}.serializers`,
    /none of these is available: add one of "json"/,
  ],
]

for (const [config, path, words] of refused) {
  test(`refused by name: ${words.source} at ${path}`, () => {
    const { config: checked, problems } = checkConfig(config)
    assert.equal(checked, undefined)
    const errors = problems.filter(({ severity }) => severity === 'error')
    assert.deepEqual(
      errors.map((problem) => problem.path),
      [path],
    )
    assert.match(errors[0]?.message ?? '', words)
  })
}

/** Left out with a warning: the config, and where. */
const leftOut: readonly [config: object, path: string][] = [
  [withOption('compression', { deflate: {} }), `${ws}.options.compression`],
  [withWebSocket({ serializers: ['cbor', 'ubjson', 'json'] }), `${ws}.serializers[1]`],
  [withWebSocket({ debug: true }), `${ws}.debug`],
  ...['fail_by_drop', 'echo_close_codereason', 'show_server_version', 'mask_server_frames', 'enable_flash_policy'].map(
    (key): [object, string] => [withOption(key, true), `${ws}.options.${key}`],
  ),
  ...['validate_utf8', 'require_masked_client_frames', 'apply_mask', 'tcp_nodelay', 'enable_rfc6455'].map(
    (key): [object, string] => [withOption(key, false), `${ws}.options.${key}`],
  ),
  [withOption('auto_fragment_size', 65_536), `${ws}.options.auto_fragment_size`],
  [withEndpoint({ ...tcp, user_timeout: 1000 }), 'workers[0].transports[0].endpoint.user_timeout'],
  [withRealm({ stats: { trigger_after_duration: 1 } }), 'workers[0].realms[0].stats'],
  [withRealm({ trace: {} }), 'workers[0].realms[0].trace'],
  [
    withRealm({ options: { event_dispatching_chunk_size: 50 } }),
    'workers[0].realms[0].options.event_dispatching_chunk_size',
  ],
  [withRealm({ options: { bridge_meta_api: true } }), 'workers[0].realms[0].options.bridge_meta_api'],
  ...Object.entries({
    title: 'a',
    python: '/usr/bin/python',
    pythonpath: ['.'],
    cpu_affinity: [0],
    env: { inherit: true },
    expose_controller: true,
    expose_shared: true,
    extra: {},
  }).map(([key, value]): [object, string] => [
    routerConfig({ options: { [key]: value } }),
    `workers[0].options.${key}`,
  ]),
  [routerConfig({ manhole: { endpoint: tcp, users: [] }, transports: [] }), 'workers[0].manhole'],
  [routerConfig({ connections: {} }), 'workers[0].connections'],
  [withWorker({ type: 'container' }), 'workers[0].type'],
  [
    withWorker({
      type: 'container',
      components: [{ type: 'class', realm: 'realm1', classname: 'a.B', transport: connecting }],
    }),
    'workers[0].components[0]',
  ],
  [routerConfig({ components: [{ type: 'class', realm: 'realm1', classname: 'a.B' }] }), 'workers[0].components[0]'],
  [
    { ...routerConfig(), controller: { options: { shutdown: 'shutdown_on_worker_exit' } } },
    'controller.options.shutdown',
  ],
  [{ ...routerConfig(), controller: { options: { title: 'a' } } }, 'controller.options.title'],
  [withAuth({ anonymous: { type: 'static', realm: 'realm1' } }), `${ws}.auth.anonymous.realm`],
  ...Object.entries({ access_log: true, client_timeout: 60, display_tracebacks: true }).map(
    ([key, value]): [object, string] => [
      withTransport(webTransport({ options: { [key]: value } })),
      `workers[0].transports[0].options.${key}`,
    ],
  ),
]

for (const [config, path] of leftOut) {
  test(`left out with a warning: ${path}`, () => {
    const { config: checked, problems } = checkConfig(config)
    assert.ok(checked !== undefined)
    assert.deepEqual(
      problems.map((problem) => [problem.severity, problem.path]),
      [['warning', path]],
    )
  })
}

test('a Python component is named, with the alternative', () => {
  const byFunction = { type: 'function', realm: 'realm1', callbacks: { join: 'app.joined' } }
  const { problems } = checkConfig(
    routerConfig({ components: [{ type: 'class', realm: 'realm1', classname: 'app.Bot' }, byFunction] }),
  )
  assert.match(problems[0]?.message ?? '', /component "app\.Bot" is not run here: .*"type": "guest"/)
  assert.match(problems[1]?.message ?? '', /component "app\.joined" is not run here/)
})

test('a config with every available feature has no problems', () => {
  const tls = { key: 'k', certificate: 'c', chain_certificates: ['a'], ciphers: 'HIGH', dhparam: 'd' }
  const nothingLost = {
    debug: false,
    serializers: ['json', 'msgpack', 'cbor'],
    auth: {
      anonymous: { type: 'static' },
      ticket: { type: 'static', principals: {} },
      wampcra: { type: 'static', users: {} },
    },
    options: {
      auto_fragment_size: 0,
      fail_by_drop: false,
      validate_utf8: true,
      allowed_origins: ['*'],
      limits: { outbox_bytes: 65_536 },
    },
  }
  const endpoint = {
    type: 'tcp',
    version: 6,
    interface: '::1',
    portrange: [9000, 9010],
    backlog: 10,
    shared: true,
    tls,
  }
  const paths = {
    '/': { type: 'static', directory: 'web', options: { enable_directory_listing: true } },
    ws: { type: 'websocket', ...nothingLost },
    go: { type: 'redirect', url: 'https://example.org' },
    data: { type: 'json', value: { a: [1] } },
    info: { type: 'nodeinfo' },
    deep: { type: 'path', paths: { ws: { type: 'websocket', ...nothingLost } } },
  }
  const { problems } = checkConfig(
    routerConfig({
      transports: [
        webTransport({ endpoint, paths, options: { hsts: true, hsts_max_age: 60 } }),
        { type: 'websocket', endpoint: tcp, ...nothingLost },
      ],
      components: [],
      realms: [realm({ rlinks: [], roles: [role(), { name: 'none', 'allow-by-default': true }] })],
    }),
  )
  assert.deepEqual(problems, [])
})
