/**
 * The imports that each folder may have: the architecture as data. The first row that contains a file decides about
 * it.
 */

/** One row. `ours`: folders (of this list) and packages by name. `outside`: `node:` modules and libraries. */
export interface Row {
  readonly folder: string
  readonly ours: readonly string[]
  readonly outside: readonly string[]
  /** True: the folder has no file yet. */
  readonly isEmpty?: true
}

const CHAT = 'apps/chat'
const PURE = ['@wampeter/protocol']
const ROUTER = 'packages/router/src'
/** The class of errors that are shown without a stack; every folder may throw it. */
const OPERATOR_ERROR = `${ROUTER}/observe/operator-error.ts`
/** A table of things that come and go. */
const PLACES = `${ROUTER}/realm/places.ts`

export const TABLE: readonly Row[] = [
  {
    folder: 'packages/protocol/src/serializers/msgpack',
    ours: ['packages/protocol/src'],
    outside: ['@msgpack/msgpack'],
  },
  {
    folder: 'packages/protocol/src/serializers/cbor',
    ours: ['packages/protocol/src'],
    outside: ['cborg'],
  },
  { folder: 'packages/protocol/src', ours: ['packages/protocol/src'], outside: [] },
  { folder: `${ROUTER}/realm`, ours: [...PURE, `${ROUTER}/realm`], outside: [] },
  { folder: `${ROUTER}/session`, ours: [...PURE, `${ROUTER}/session`, `${ROUTER}/realm`], outside: [] },
  { folder: `${ROUTER}/authenticators`, ours: [...PURE, `${ROUTER}/authenticators`, `${ROUTER}/session`], outside: [] },
  {
    folder: `${ROUTER}/principals`,
    ours: [...PURE, `${ROUTER}/principals`, `${ROUTER}/session`, `${ROUTER}/realm/quoted.ts`],
    outside: [],
  },
  {
    folder: `${ROUTER}/transports`,
    ours: [...PURE, `${ROUTER}/transports`, `${ROUTER}/session`, `${ROUTER}/realm/quoted.ts`, PLACES],
    outside: ['node:buffer', 'node:crypto', 'node:http', 'node:net', 'node:stream', 'node:timers/promises'],
  },
  {
    folder: `${ROUTER}/listeners`,
    ours: [`${ROUTER}/listeners`, `${ROUTER}/transports`, `${ROUTER}/session`, PLACES, OPERATOR_ERROR],
    outside: ['node:crypto', 'node:http', 'node:https', 'node:net', 'node:tls', 'node:stream', 'node:fs/promises'],
  },
  {
    folder: `${ROUTER}/web-services`,
    ours: [...PURE, `${ROUTER}/web-services`, `${ROUTER}/transports`, `${ROUTER}/session`, OPERATOR_ERROR],
    outside: ['send', 'node:http', 'node:fs', 'node:fs/promises', 'node:path'],
  },
  {
    folder: `${ROUTER}/observe`,
    ours: [...PURE, `${ROUTER}/observe`, `${ROUTER}/session`, `${ROUTER}/realm`, `${ROUTER}/listeners/witness.ts`],
    outside: [
      'pino',
      'pino-pretty',
      'prom-client',
      'node:crypto',
      'node:fs',
      'node:perf_hooks',
      'node:stream',
      'node:timers/promises',
      'node:util',
    ],
  },
  {
    folder: `${ROUTER}/node-directory`,
    ours: [`${ROUTER}/node-directory`, OPERATOR_ERROR],
    outside: ['node:fs', 'node:path', 'node:crypto', 'node:child_process'],
  },
  {
    folder: `${ROUTER}/guests`,
    ours: [`${ROUTER}/guests`, `${ROUTER}/session`, `${ROUTER}/realm`],
    outside: [
      'chokidar',
      'node:child_process',
      'node:crypto',
      'node:events',
      'node:fs',
      'node:path',
      'node:stream',
      'node:timers/promises',
    ],
  },
  {
    folder: `${ROUTER}/config`,
    ours: [
      ...PURE,
      `${ROUTER}/config`,
      `${ROUTER}/options.ts`,
      ...['realm', 'session', 'transports', 'listeners', 'web-services', 'guests'].map(
        (layer) => `${ROUTER}/${layer}/options.ts`,
      ),
      `${ROUTER}/realm/permissions/permission-rule.ts`,
      // The check of a config judges patterns and rules by the same code as requests.
      `${ROUTER}/realm/pattern.ts`,
      `${ROUTER}/realm/permissions/permissions.ts`,
    ],
    outside: ['zod', 'yaml', 'node:fs', 'node:fs/promises', 'node:path', 'node:util'],
  },
  {
    folder: `${ROUTER}/wiring`,
    ours: [
      ...PURE,
      '@wampeter/protocol/msgpack',
      '@wampeter/protocol/cbor',
      `${ROUTER}/options.ts`,
      ...[
        'wiring',
        'realm',
        'session',
        'authenticators',
        'principals',
        'transports',
        'listeners',
        'web-services',
        'observe',
        'config',
      ].map((layer) => `${ROUTER}/${layer}/`),
    ],
    outside: [],
  },
  {
    folder: `${ROUTER}/node/`,
    ours: [
      ...['node', 'wiring', 'config', 'guests', 'observe', 'node-directory'].map((layer) => `${ROUTER}/${layer}/`),
      ...['options.ts', 'listeners/options.ts', 'session/log.ts', 'web-services/options.ts'].map(
        (path) => `${ROUTER}/${path}`,
      ),
      // The errors for operators, and the functions with which `check` tries files.
      ...['listeners/listen-error.ts', 'listeners/tls-files.ts', 'web-services/static.ts'].map(
        (path) => `${ROUTER}/${path}`,
      ),
    ],
    outside: ['node:path'],
  },
  {
    folder: `${ROUTER}/embedding`,
    ours: [
      ...PURE,
      '@wampeter/client/in-process',
      ...['embedding', 'wiring', 'realm', 'session', 'config'].map((layer) => `${ROUTER}/${layer}/`),
      ...['transports/memory.ts', 'listeners/admission.ts', 'listeners/attached.ts'].map((path) => `${ROUTER}/${path}`),
    ],
    outside: ['node:http', 'node:stream'],
  },
  {
    folder: `${ROUTER}/options.ts`,
    ours: ['listeners', 'realm', 'web-services'].map((layer) => `${ROUTER}/${layer}/options.ts`),
    outside: [],
  },
  {
    folder: `${ROUTER}/index.ts`,
    ours: [
      ...PURE,
      '@wampeter/client',
      '@wampeter/client/in-process',
      ...['node', 'wiring', 'embedding', 'config', 'observe', 'node-directory'].map((layer) => `${ROUTER}/${layer}/`),
      ...['listeners/listen-error.ts', 'listeners/tls-files.ts', 'web-services/static.ts', 'transports/memory.ts'].map(
        (path) => `${ROUTER}/${path}`,
      ),
    ],
    outside: [],
  },
  {
    folder: 'packages/cli/',
    ours: ['packages/cli/', '@wampeter/router'],
    outside: ['commander', 'node:fs', 'node:module', 'node:os', 'node:path', 'node:v8'],
  },
  {
    folder: 'packages/client/src/crypto/argon2',
    ours: PURE,
    outside: ['@noble/hashes/argon2.js'],
  },
  { folder: 'packages/client/src/crypto/ed25519', ours: [], outside: ['@noble/curves/ed25519.js'] },
  {
    folder: 'packages/client/src/transports/rawsocket',
    ours: [...PURE, 'packages/client/src/transports'],
    outside: ['node:net', 'node:tls'],
  },
  {
    folder: 'packages/client/src/crypto/noble',
    ours: [...PURE, 'packages/client/src/crypto'],
    outside: ['@noble/hashes/hmac.js', '@noble/hashes/pbkdf2.js', '@noble/hashes/sha2.js'],
  },
  {
    folder: 'packages/client/src/serializers',
    ours: [...PURE, '@wampeter/protocol/msgpack', '@wampeter/protocol/cbor', 'packages/client/src/serializers'],
    outside: [],
  },
  {
    folder: 'packages/client/src/transports/node-websocket',
    ours: ['packages/client/src/transports'],
    outside: ['node:diagnostics_channel'],
  },
  // `#websocket`: one of two transports of its own, by the platform.
  { folder: 'packages/client/src', ours: [...PURE, 'packages/client/src', '#websocket'], outside: [] },
  {
    folder: 'packages/testing/src',
    ours: [...PURE, 'packages/testing/src', '@wampeter/client', '@wampeter/router'],
    outside: [],
  },
  { folder: 'site/pages', ours: ['site/pages'], outside: [] },
  // The chat's page is served by both.
  {
    folder: 'site/src',
    ours: [
      'site/src',
      '@wampeter/client/autobahn',
      '@wampeter/chat/web/server/bundle.ts',
      '@wampeter/chat/web/server/chat-page.ts',
    ],
    outside: ['*'],
  },
  // Each part of the chat knows the others by one contract file at most.
  {
    folder: `${CHAT}/settings`,
    ours: [`${CHAT}/settings`],
    outside: ['node:crypto', 'node:fs', 'node:path', 'node:url'],
  },
  {
    folder: `${CHAT}/data`,
    ours: [`${CHAT}/data`, `${CHAT}/settings`],
    outside: [
      'node:sqlite',
      'node:worker_threads',
      'node:crypto',
      'node:events',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:perf_hooks',
      'node:readline/promises',
      'node:url',
    ],
  },
  {
    folder: `${CHAT}/http`,
    ours: [`${CHAT}/http`, `${CHAT}/data`, `${CHAT}/settings`],
    outside: ['*'],
  },
  {
    folder: `${CHAT}/cache`,
    ours: [`${CHAT}/cache`],
    outside: ['redis', 'node:http'],
  },
  // The end of a process that its supervisor talks to, and the supervisor.
  {
    folder: `${CHAT}/operation`,
    ours: [`${CHAT}/operation`],
    outside: ['node:child_process', 'node:http', 'node:readline', 'node:stream'],
  },
  {
    folder: `${CHAT}/storage`,
    ours: [`${CHAT}/storage`, `${CHAT}/data`, `${CHAT}/operation`, `${CHAT}/settings`],
    outside: ['*'],
  },
  {
    folder: `${CHAT}/workers`,
    ours: [`${CHAT}/workers`, `${CHAT}/cache`, `${CHAT}/operation`, `${CHAT}/settings`, '@wampeter/client'],
    outside: ['*'],
  },
  {
    folder: `${CHAT}/config`,
    ours: [`${CHAT}/config`, `${CHAT}/operation`, `${CHAT}/settings`, '@wampeter/router'],
    outside: ['node:http'],
  },
  // Lesson 7 runs the same code, so it knows neither the chat's page nor a WAMP client.
  { folder: `${CHAT}/web/calls`, ours: [`${CHAT}/web/calls`], outside: [] },
  {
    folder: `${CHAT}/web/server`,
    ours: [`${CHAT}/web/server`, `${CHAT}/operation`, `${CHAT}/settings`],
    outside: ['esbuild', 'node:events', 'node:fs', 'node:http', 'node:path', 'node:url'],
  },
  {
    folder: `${CHAT}/web`,
    ours: [`${CHAT}/web`, '@wampeter/client'],
    outside: ['preact', 'preact/hooks', '@preact/signals'],
  },
  {
    folder: 'apps/',
    ours: ['apps/', '@wampeter/client', '@wampeter/protocol', '@wampeter/router', '@wampeter/testing'],
    outside: ['*'],
  },
  // The cache of lessons 5 and 6 is the chat's.
  {
    folder: 'lessons/shared',
    ours: ['@wampeter/chat/cache/open-cache.ts', '@wampeter/chat/cache/view.ts'],
    outside: ['node:events'],
  },
  // Its page imports the chat's calling code, as the site serves it.
  {
    folder: 'lessons/7-webrtc',
    ours: ['lessons', '@wampeter/client'],
    outside: ['zeromq', '/assets/calls.js'],
  },
  { folder: 'lessons', ours: ['lessons', '@wampeter/client'], outside: ['zeromq'] },
  {
    folder: 'bench/chat',
    ours: ['bench', CHAT, 'test/browser', 'test/chat', 'test/support', '@wampeter/client'],
    outside: ['*'],
  },
  {
    folder: 'bench',
    ours: [
      'bench',
      'test/support',
      'test/browser',
      '@wampeter/client',
      '@wampeter/protocol',
      '@wampeter/router',
      ROUTER,
    ],
    outside: ['*'],
  },
]
