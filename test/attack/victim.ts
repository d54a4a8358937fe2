/**
 * A router with default limits, in a process of its own. At `/ws` every client may log in as anonymous, or by a ticket.
 * At `/asked` an authorizer judges every request.
 */
import { checkConfig, RouterNode } from '@wampeter/router'
import { boundHeapGrowth } from '../../packages/cli/src/heap-growth.ts'

const allow = { call: true, register: true, publish: true, subscribe: true }
const auth = {
  anonymous: { type: 'static', role: 'anonymous' },
  ticket: { type: 'static', principals: { joe: { ticket: 'secret', role: 'anonymous' } } },
} as const
const checked = checkConfig({
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        {
          name: 'realm1',
          roles: [
            { name: 'anonymous', permissions: [{ uri: '*', allow }] },
            { name: 'asked', authorizer: 'app.authorize' },
          ],
        },
      ],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1', backlog: 4096 },
          paths: {
            ws: { type: 'websocket', auth },
            asked: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'asked' } } },
          },
        },
      ],
    },
  ],
})
if (checked.config === undefined) throw new Error(`the config has problems: ${JSON.stringify(checked.problems)}`)
/** The node that `wampeter start` runs, in the same way. */
boundHeapGrowth()
const node = new RouterNode(checked.config, {})
const [opened] = await node.start()
process.send?.({ port: opened?.port })

/**
 * Sends its memory after a collection, for measurements over time. The memory of buffers is returned after a collection,
 * and counts until the next one.
 */
process.on('message', () => {
  globalThis.gc?.()
  setImmediate(() => {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    process.send?.({ held: heapUsed + external })
  })
})

process.on('disconnect', () => process.exit())
