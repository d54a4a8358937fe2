/**
 * A router whose log-ins and permissions workers decide: `/static` has its user in the config, `/dynamic` asks
 * `app.auth`; the role `asked` has the authorizer `app.slow`, the role `free` has rules. Sends its event loop's delay
 * and its memory when asked.
 */
import { createRouter } from '@wampeter/router'
import type { AuthConfig } from '@wampeter/router'
import { tellDelay } from './tell.ts'

const allow = { call: true, register: true, publish: true, subscribe: true }
const everything = [{ uri: '*', allow }]
const websocket = (auth: AuthConfig) => ({ type: 'websocket', auth }) as const

const router = createRouter({
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        {
          name: 'realm1',
          roles: [
            { name: 'worker', permissions: everything },
            { name: 'free', permissions: everything },
            { name: 'asked', authorizer: 'app.slow' },
          ],
        },
      ],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1', limits: { connections_per_address: 100_000 } },
          paths: {
            static: websocket({ wampcra: { type: 'static', users: { joe: { secret: 'secret', role: 'free' } } } }),
            dynamic: websocket({ wampcra: { type: 'dynamic', authenticator: 'app.auth' } }),
            workers: websocket({ anonymous: { type: 'static', role: 'worker' } }),
            free: websocket({ anonymous: { type: 'static', role: 'free' } }),
            asked: websocket({ anonymous: { type: 'static', role: 'asked' } }),
          },
        },
      ],
    },
  ],
})
const [opened] = await router.start()
tellDelay()
process.send?.({ port: opened?.port })
