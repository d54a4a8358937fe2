/** What the compiler accepts and refuses in configs that are written in TypeScript. Compiled by `tsc`, never run. */
import type { Config } from './written.ts'

const permissions = [{ uri: 'com.example.*', allow: { call: true } }]
const endpoint = { type: 'tcp', port: '$PORT' } as const

/** A correct config compiles; keys with a default may be left out. */
export const good: Config = {
  version: 2,
  controller: { id: 'node1' },
  workers: [
    {
      type: 'router',
      realms: [{ name: 'realm1', roles: [{ name: 'user', permissions }], limits: { uri_length: 10 } }],
      transports: [
        {
          type: 'websocket',
          endpoint,
          auth: { ticket: { type: 'dynamic', authenticator: 'a', 'allow-trusted': true } },
        },
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 8080, limits: { connections: 10 } },
          paths: {
            '/': { type: 'static', directory: '.' },
            ws: {
              type: 'websocket',
              auth: { wampcra: { type: 'static', users: { joe: { secret: 'x', role: 'user' } } } },
            },
            deep: { type: 'path', paths: { er: { type: 'path', paths: { still: { type: 'json', value: 1 } } } } },
          },
        },
      ],
    },
    { type: 'guest', executable: 'node', arguments: ['bot.js'] },
  ],
}

// @ts-expect-error a misspelt key of the file
export const file: Config = { version: 2, worker: [] }

// @ts-expect-error another version
export const version: Config = { version: 1 }

// @ts-expect-error a misspelt key of a worker
export const worker: Config = { version: 2, workers: [{ type: 'router', realm: [] }] }

// @ts-expect-error no such worker
export const type: Config = { version: 2, workers: [{ type: 'rooter' }] }

export const realm: Config = {
  version: 2,
  // @ts-expect-error a misspelt key of a realm
  workers: [{ type: 'router', realms: [{ name: 'realm1', role: [] }] }],
}

export const role: Config = {
  version: 2,
  // @ts-expect-error a misspelt key of a role, which Crossbar would let pass
  workers: [{ type: 'router', realms: [{ name: 'realm1', roles: [{ name: 'user', permission: [] }] }] }],
}

export const allow: Config = {
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        {
          name: 'realm1',
          // @ts-expect-error a misspelt right
          roles: [{ name: 'user', permissions: [{ uri: 'a', allow: { publsh: true } }] }],
        },
      ],
    },
  ],
}

export const login: Config = {
  version: 2,
  workers: [
    {
      type: 'router',
      transports: [
        {
          type: 'web',
          endpoint,
          paths: {
            // @ts-expect-error a misspelt key of a principal
            ws: { type: 'websocket', auth: { ticket: { type: 'static', principals: { joe: { tiket: 'x' } } } } },
          },
        },
      ],
    },
  ],
}

export const below: Config = {
  version: 2,
  workers: [
    {
      type: 'router',
      transports: [
        {
          type: 'web',
          endpoint,
          // @ts-expect-error a misspelt key below a path
          paths: { deep: { type: 'path', paths: { er: { type: 'json', valeu: 1 } } } },
        },
      ],
    },
  ],
}
