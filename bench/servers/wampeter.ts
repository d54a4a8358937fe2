/** Wampeter as an embedding program makes it: one realm, anonymous, everything allowed. */
import { createRouter } from '@wampeter/router'
import { tellMemory } from './tell.ts'

const allow = { call: true, register: true, publish: true, subscribe: true }
/**
 * The load does not answer pings, and a server is idle while the others have their rounds. One client sends more
 * messages than the default rate, so the bound is raised; the router still counts each message.
 */
const options = { auto_ping_interval: 0, limits: { messages_per_second: 10_000_000 } }
/**
 * Counts connections by address, as those of other machines: by default this machine is a trusted proxy and is not
 * counted.
 */
const limits = { connections_per_address: 1_000_000, trusted_proxies: [] }
const router = createRouter({
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [{ name: 'realm1', roles: [{ name: 'anonymous', permissions: [{ uri: '*', allow }] }] }],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1', limits },
          paths: { ws: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'anonymous' } }, options } },
        },
      ],
    },
  ],
})
const [opened] = await router.start()
tellMemory()
process.send?.({ port: opened?.port })
