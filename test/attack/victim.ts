/**
 * A router with default limits, in a process of its own. At `/ws` every client may log in as anonymous, or by a ticket.
 * At `/asked` an authorizer judges every request.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkConfig, RouterNode } from '@wampeter/router'
import { boundHeapGrowth } from '../../packages/cli/src/heap-growth.ts'

const allow = { call: true, register: true, publish: true, subscribe: true }
const auth = {
  anonymous: { type: 'static', role: 'anonymous' },
  ticket: { type: 'static', principals: { joe: { ticket: 'secret', role: 'anonymous' } } },
} as const
/** A key of the usual kind that costs the router most in a handshake, and its certificate. */
const folder = mkdtempSync(join(tmpdir(), 'wampeter-attack-'))
const tls = { key: join(folder, 'key.pem'), certificate: join(folder, 'cert.pem') }
const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost']
execFileSync('openssl', [...made, '-keyout', tls.key, '-out', tls.certificate], { stdio: 'ignore' })

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
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1', backlog: 4096, tls },
          paths: { ws: { type: 'websocket', auth } },
        },
      ],
    },
  ],
})
if (checked.config === undefined) throw new Error(`the config has problems: ${JSON.stringify(checked.problems)}`)
/** The node that `wampeter start` runs, in the same way. */
boundHeapGrowth()
const node = new RouterNode(checked.config, {})
const [opened, secure] = await node.start()
rmSync(folder, { recursive: true })
process.send?.({ port: opened?.port, tlsPort: secure?.port })

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
