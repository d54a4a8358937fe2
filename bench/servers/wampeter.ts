/** Our router, as an embedding program would make it: one realm, anonymous, everything allowed. */
import { createRouter } from '@wampeter/router'
import { tellMemory } from './tell.ts'

const allow = { call: true, register: true, publish: true, subscribe: true }
/** The load does not answer pings, and a server waits while the others have their rounds. */
const options = { auto_ping_interval: 0 }
const router = createRouter({
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [{ name: 'realm1', roles: [{ name: 'anonymous', permissions: [{ uri: '*', allow }] }] }],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1' },
          paths: { ws: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'anonymous' } }, options } },
        },
      ],
    },
  ],
})
const [opened] = await router.start()
tellMemory()
process.send?.({ port: opened?.port })
