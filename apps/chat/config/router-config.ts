/** The config of the chat's router, in the form of `config.json`. The public path is attached by `router.ts`. */
import type { AttachedPath, Config, RoleConfig } from '@wampeter/router'
import { REALM } from '../settings/worker-settings.ts'
import type { WorkerName, WorkerSettings } from '../settings/worker-settings.ts'

/** Who may do what among the workers. Each has a role with its own name. */
const WORKER_ROLES: readonly RoleConfig[] = [
  {
    name: 'authenticator',
    permissions: [
      { uri: 'workshop.auth', allow: { register: true } },
      { uri: 'workshop.permissions', allow: { register: true } },
      { uri: 'wamp.session.', match: 'prefix', allow: { call: true, subscribe: true } },
      { uri: 'wamp.subscription.', match: 'prefix', allow: { call: true } },
      { uri: 'wampeter.permissions.forget', allow: { call: true } },
      { uri: 'workshop.signal.', match: 'prefix', allow: { publish: true }, disclose: { publisher: true } },
    ],
  },
  {
    name: 'recorder',
    permissions: [
      {
        uri: 'workshop.chat.',
        match: 'prefix',
        allow: { publish: true, subscribe: true },
        disclose: { publisher: true },
      },
      { uri: 'workshop.deleted.', match: 'prefix', allow: { publish: true }, disclose: { publisher: true } },
      // A thread may be called "post" too.
      {
        uri: 'workshop.chat.post',
        allow: { register: true, publish: true, subscribe: true },
        disclose: { publisher: true },
      },
    ],
  },
  {
    name: 'presence',
    permissions: [
      { uri: 'workshop.subscribers', allow: { register: true } },
      { uri: 'workshop.presence.', match: 'prefix', allow: { publish: true } },
      { uri: 'wamp.session.on_join', allow: { subscribe: true } },
      { uri: 'wamp.session.on_leave', allow: { subscribe: true } },
      { uri: 'wamp.session.list', allow: { call: true } },
      { uri: 'wamp.session.get', allow: { call: true } },
      { uri: 'wamp.subscription.', match: 'prefix', allow: { call: true, subscribe: true } },
      { uri: 'wamp.subscription.remove_subscriber', allow: { call: false } },
    ],
  },
  { name: 'broadcaster', permissions: [{ uri: 'workshop.broadcast', allow: { publish: true } }] },
]

const USER_ROLES: readonly RoleConfig[] = [
  { name: 'app-user', authorizer: 'workshop.permissions' },
  { name: 'blocked', permissions: [] },
]

/** The path for everybody: the authenticator decides who is let in. */
export const PUBLIC_PATH: AttachedPath = {
  auth: { wampcra: { type: 'dynamic', authenticator: 'workshop.auth', timeout: 5_000 } },
  options: {
    // Pages of any origin may connect: each log-in needs a token.
    allowed_origins: ['*'],
    auto_ping_interval: 10_000,
    auto_ping_timeout: 5_000,
    max_message_size: 131_072,
    limits: { messages_per_second: 1_000 },
  },
}

const user = (name: WorkerName, { secrets }: WorkerSettings) => ({ secret: secrets[name], role: name })

/** Its only port is that of the workers. */
export const routerConfig = (settings: WorkerSettings): Config => ({
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [{ name: REALM, roles: [...WORKER_ROLES, ...USER_ROLES], options: { authorizer_timeout: 5_000 } }],
      transports: [
        {
          type: 'websocket',
          id: 'workers',
          endpoint: { type: 'tcp', port: settings.router.workersPort, interface: '127.0.0.1' },
          auth: {
            wampcra: {
              type: 'static',
              users: {
                authenticator: user('authenticator', settings),
                recorder: user('recorder', settings),
                presence: user('presence', settings),
                broadcaster: user('broadcaster', settings),
              },
            },
          },
        },
      ],
    },
  ],
})
