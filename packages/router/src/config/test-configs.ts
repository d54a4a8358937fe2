/** Configs that the tests of this folder share: those of the workshop's first lessons, and small ones to vary. */

/** A value with one key replaced or added. */
type Keys = Readonly<Record<string, unknown>>

/** A config of one router worker. */
export const routerConfig = (router: Keys = {}): Keys => ({
  version: 2,
  workers: [{ type: 'router', realms: [realm()], transports: [webTransport()], ...router }],
})

/** A realm where anonymous users may do everything. */
export const realm = (keys: Keys = {}): Keys => ({ name: 'realm1', roles: [role()], ...keys })

/** A role that may do everything. */
export const role = (keys: Keys = {}): Keys => ({
  name: 'anonymous',
  permissions: [{ uri: '*', allow: everything }],
  ...keys,
})

const everything = { call: true, register: true, publish: true, subscribe: true }

/** A web transport with a WebSocket at /ws. */
export const webTransport = (keys: Keys = {}, webSocket: Keys = {}): Keys => ({
  type: 'web',
  endpoint: { type: 'tcp', port: 8080 },
  paths: { ws: { type: 'websocket', ...webSocket } },
  ...keys,
})

/** A config whose only WebSocket has this `auth`. */
export const withAuth = (auth: unknown): Keys => routerConfig({ transports: [webTransport({}, { auth })] })

/** A config whose only WebSocket has these keys. */
export const withWebSocket = (webSocket: Keys): Keys => routerConfig({ transports: [webTransport({}, webSocket)] })

/** Lesson 1: every client is a guest and may do everything. */
export const lesson1 = (): Keys => ({
  version: 2,
  controller: {},
  workers: [
    {
      type: 'router',
      options: {},
      realms: [{ name: 'ws-workshop', roles: [role({ name: 'guest' })] }],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 8001 },
          paths: {
            ws: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'guest' } } },
          },
        },
      ],
    },
  ],
})

/** Lesson 2, before the learner adds the second realm. */
export const lesson2Start = (): Keys => lesson2([{ name: 'ws-workshop', roles: [role({ name: 'guest' })] }], {})

/** Lesson 2 at its end: a second realm, and two users who log in with tickets. */
export const lesson2Tickets = (): Keys =>
  lesson2([{ name: 'ws-workshop', roles: [role({ name: 'guest' })] }, somewhereElse], {
    ticket: {
      type: 'static',
      principals: {
        barry: { ticket: 'notsosecret', role: 'seethings' },
        steve: { ticket: 'slightlymoresecret', role: 'dothings' },
      },
    },
  })

/** Lesson 2 at its end, with WAMP-CRA. */
export const lesson2Signatures = (): Keys =>
  lesson2([{ name: 'ws-workshop', roles: [role({ name: 'guest' })] }, somewhereElse], {
    wampcra: {
      type: 'static',
      users: {
        barry: { secret: 'notsosecret', role: 'seethings' },
        steve: { secret: 'slightlymoresecret', role: 'dothings' },
      },
    },
  })

const somewhereElse = {
  name: 'somewhere-else',
  roles: [
    role({
      name: 'seethings',
      permissions: [{ uri: '*', allow: { call: true, register: false, publish: false, subscribe: true } }],
    }),
    role({
      name: 'dothings',
      permissions: [{ uri: '*', allow: { call: false, register: true, publish: true, subscribe: false } }],
    }),
  ],
}

const lesson2 = (realms: readonly unknown[], logins: Keys): Keys => ({
  version: 2,
  workers: [
    {
      type: 'router',
      realms,
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 8002 },
          paths: {
            ws: {
              type: 'websocket',
              auth: { anonymous: { type: 'static', role: 'guest' }, ...logins },
            },
          },
        },
      ],
    },
  ],
})
