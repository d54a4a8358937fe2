/** A real router on a free port of this machine, for tests. */
import { createRouter } from '@wampeter/router'
import type { Config } from '@wampeter/router'
import type { CreateRouterOptions, EmbeddedRouter } from '@wampeter/router'

type Json = Readonly<Record<string, unknown>>

const EVERYTHING = [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }]

export const ROLES: readonly Json[] = [
  { name: 'guest', permissions: EVERYTHING },
  { name: 'seethings', permissions: [{ uri: '*', allow: { call: true, subscribe: true } }] },
  { name: 'dothings', permissions: [{ uri: '*', allow: { register: true, publish: true } }] },
]

export const AUTH: Json = {
  anonymous: { type: 'static', role: 'guest' },
  ticket: {
    type: 'static',
    principals: {
      barry: { ticket: 'notsosecret', role: 'seethings' },
      steve: { ticket: 'slightlymoresecret', role: 'dothings' },
      lost: { ticket: 'lost', role: 'nowhere' },
    },
  },
  wampcra: {
    type: 'static',
    users: {
      barry: { secret: 'notsosecret', role: 'seethings' },
      steve: { secret: 'slightlymoresecret', role: 'dothings' },
      salted: {
        secret: '64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc=',
        role: 'guest',
        salt: 'salt123',
        iterations: 1000,
        keylen: 32,
      },
    },
  },
}

/** Options that differ from the default. */
export interface Wishes {
  readonly auth?: Json
  readonly options?: Json
  readonly roles?: readonly Json[]
  readonly paths?: Json
  readonly endpoint?: Json
  /** Further keys of the realm and of the controller. */
  readonly realm?: Json
  readonly controller?: Json
  readonly log?: CreateRouterOptions['log']
}

export function configFor({
  auth = AUTH,
  options = {},
  roles = ROLES,
  paths = {},
  endpoint = {},
  ...more
}: Wishes = {}): Json {
  return {
    version: 2,
    ...(more.controller && { controller: more.controller }),
    workers: [
      {
        type: 'router',
        realms: [{ name: 'realm1', roles, ...more.realm }],
        transports: [
          {
            type: 'web',
            endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1', ...endpoint },
            paths: { ws: { type: 'websocket', auth, options: { allowed_origins: ['*'], ...options } }, ...paths },
          },
        ],
      },
    ],
  }
}

export interface RunningRouter extends AsyncDisposable {
  readonly router: EmbeddedRouter
  readonly port: number
  readonly url: string
}

/** Starts a router; `await using` stops it. */
export async function startRouter(wishes: Wishes = {}): Promise<RunningRouter> {
  const router = createRouter(
    configFor(wishes) as unknown as Config,
    wishes.log === undefined ? {} : { log: wishes.log },
  )
  const [opened] = await router.start()
  if (opened === undefined) throw new Error('no transport was opened')
  return {
    router,
    port: opened.port,
    url: `ws://127.0.0.1:${opened.port}/ws`,
    [Symbol.asyncDispose]: () => router.stop(),
  }
}
