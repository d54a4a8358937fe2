/**
 * What a config may hold and this version does not do, by name. A row is an error where a client or a security rule
 * depends on the feature, because leaving it out silently would change who may do what. It is a warning where
 * everything works without it. When a feature is built, its row is removed.
 */
import type { Kind } from './places.ts'

/** One thing that this version does not do. */
export interface Row {
  readonly of: Kind
  /** Selects the places of that kind with this `type` … */
  readonly type?: string
  /** … or this method of `auth` … */
  readonly method?: string
  /** … or with this key; a dot leads to a key inside it. */
  readonly key?: string
  /** Only where the key has this value. Where absent: any value but false, 0, null and an empty list. */
  readonly value?: unknown
  /** The sentence that the operator reads: what it is, and what to do or what happens without it. */
  readonly says: string
  /** True: everything works without it, and it is left out with a warning. */
  readonly optional?: true
}

const later = (what: string, instead: string): string => `${what} not available yet: ${instead}`

const notYet = ([of, key]: readonly [Kind, string], what: string, instead: string): Row => ({
  of,
  key,
  says: later(what, instead),
})

const withoutEffect = (of: Kind, keys: readonly string[], says: string): Row[] =>
  keys.map((key) => ({ of, key, says, optional: true }))

const types = (of: Kind, names: readonly string[], says: (name: string) => string): Row[] =>
  names.map((type) => ({ of, type, says: says(type) }))

const python = 'is for Python and has no effect here'
const unneeded = 'is not available yet and left out; everything works without it'

const workers: readonly Row[] = [
  {
    of: 'worker',
    type: 'proxy',
    says: later('proxy workers are', 'let clients connect to a router worker'),
  },
  { of: 'worker', type: 'websocket-testee', says: later('testees are', 'remove this worker') },
  ...withoutEffect('worker', ['manhole', 'connections'], python),
  ...withoutEffect('worker', ['options.title', 'options.python', 'options.pythonpath', 'options.extra'], python),
  ...withoutEffect('worker', ['options.expose_controller', 'options.expose_shared'], python),
  ...withoutEffect('worker', ['options.cpu_affinity'], 'has no effect: all routers share one process'),
  {
    of: 'worker',
    type: 'router',
    key: 'options.env',
    says: 'has no effect: all routers share one process',
    optional: true,
  },
  ...withoutEffect('controller', ['manhole', 'connections', 'keyring', 'options.title'], python),
  ...withoutEffect(
    'controller',
    ['options.shutdown', 'options.enable_parallel_worker_start'],
    'has no effect: all routers share one process',
  ),
]

const realms: readonly Row[] = [
  notYet(['realm', 'store'], 'event history and call queues are', 'remove `store`'),
  notYet(['realm', 'inventory'], 'checking payloads against types is', 'remove `inventory` and every `validate`'),
  notYet(['realm', 'rlinks'], 'links between routers are', 'remove `rlinks`'),
  ...withoutEffect('realm', ['stats', 'trace'], unneeded),
  ...withoutEffect('realm', ['options.event_dispatching_chunk_size', 'options.bridge_meta_api'], unneeded),
  notYet(['permission', 'validate'], 'checking payloads against types is', 'remove `validate`'),
]

const transports: readonly Row[] = [
  {
    of: 'transport',
    type: 'rawsocket',
    says: later('RawSocket is', 'use a transport of type "websocket" or "web"'),
  },
  {
    of: 'transport',
    type: 'universal',
    says: later('universal transports are', 'use a transport of type "web", with a service of type "websocket"'),
  },
  { of: 'transport', type: 'mqtt', says: later('MQTT is', 'remove this transport') },
  ...types('transport', ['flashpolicy', 'websocket.testee', 'stream.testee'], (type) =>
    later(`transports of type "${type}" are`, 'remove this transport'),
  ),
  {
    of: 'endpoint',
    type: 'unix',
    says: later('unix sockets are', 'use an endpoint of type "tcp"'),
  },
  ...types('endpoint', ['twisted', 'onion'], (type) => later(`endpoints of type "${type}" are`, 'use "tcp"')),
  notYet(
    ['endpoint', 'tls.ca_certificates'],
    'client certificates are',
    'remove `ca_certificates`, or start without TLS logins',
  ),
  ...withoutEffect('endpoint', ['user_timeout'], 'has no effect here; pings find dead connections'),
  ...withoutEffect('websocket', ['options.compression'], unneeded),
  ...withoutEffect(
    'transport',
    ['options.access_log', 'options.client_timeout', 'options.display_tracebacks'],
    unneeded,
  ),
  ...withoutEffect(
    'websocket',
    [
      'options.fail_by_drop',
      'options.echo_close_codereason',
      'options.auto_fragment_size',
      'options.show_server_version',
    ],
    unneeded,
  ),
  ...withoutEffect('websocket', ['options.mask_server_frames', 'options.enable_flash_policy'], unneeded),
  ...['validate_utf8', 'require_masked_client_frames', 'apply_mask', 'tcp_nodelay', 'enable_rfc6455'].map(
    (key): Row => ({
      of: 'websocket',
      key: `options.${key}`,
      value: false,
      says: 'cannot be turned off here',
      optional: true,
    }),
  ),
  ...withoutEffect('websocket', ['debug'], 'has no effect: `--loglevel debug` logs every message'),
  notYet(['websocket', 'cookie'], 'tracking cookies are', 'remove `cookie`'),
]

const services: readonly Row[] = [
  ...types('service', ['publisher', 'caller', 'webhook'], () => later('the HTTP bridge is', 'remove this path')),
  ...types(
    'service',
    ['wsgi', 'resource', 'wap'],
    () => 'is written in Python and cannot be served here: remove this path',
  ),
  ...types(
    'service',
    ['longpoll', 'archive', 'reverseproxy', 'websocket-reverseproxy', 'cgi', 'catalog', 'none', 'pairme'],
    (type) => later(`services of type "${type}" are`, 'remove this path'),
  ),
  {
    of: 'service',
    type: 'static',
    key: 'package',
    says: 'Python packages cannot be served here: name a `directory`',
  },
]

const laterMethods = ['scram', 'tls', 'cookie', 'anonymous-proxy', 'cryptosign-proxy']

const methods: readonly Row[] = [
  ...['anonymous', 'ticket', 'wampcra', 'cryptosign'].flatMap((method): Row[] => [
    {
      of: 'method',
      method,
      key: 'authenticator-role',
      says: 'has no effect here: authenticators are always called with the role `trusted`',
      optional: true,
    },
    {
      of: 'method',
      method,
      type: 'function',
      says: 'a Python function cannot be asked here: list the logins with "type": "static"',
    },
  ]),
  ...laterMethods.map((method): Row => ({
    of: 'method',
    method,
    says: later(`logging in by ${method} is`, `remove \`${method}\``),
  })),
  {
    of: 'method',
    method: 'cryptosign',
    key: 'trustroots',
    says: later('trust roots for cryptosign are', 'list its logins under `principals`'),
  },
  {
    of: 'method',
    method: 'anonymous',
    key: 'realm',
    says: 'is ignored, as in Crossbar',
    optional: true,
  },
]

/** Everything that is valid and not available. */
export const unavailable: readonly Row[] = [...workers, ...realms, ...transports, ...services, ...methods]
