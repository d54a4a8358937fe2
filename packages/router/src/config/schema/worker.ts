/** The workers of a node. */
import { z } from 'zod'
import { routerComponent } from './component.ts'
import { containerWorker } from './container-worker.ts'
import { manhole } from './controller.ts'
import { guestWorker } from './guest-worker.ts'
import { identifier } from './identifiers.ts'
import { advise, strict } from './objects.ts'
import { proxyWorker } from './proxy-worker.ts'
import { realm } from './realm.ts'
import { transport } from './transport.ts'
import { unique } from './unique.ts'
import { websocketTransport } from './websocket-transport.ts'
import { workerOptions } from './worker-options.ts'

const routerWorker = strict(
  {
    id: identifier.optional(),
    type: z.literal('router'),
    options: workerOptions.optional(),
    manhole: manhole.optional(),
    realms: unique(z.array(realm), ['name', 'id']).optional().describe('The realms that clients can join.'),
    transports: unique(z.array(transport), ['id']).optional().describe('Where clients come in.'),
    components: z.array(routerComponent).optional().describe('Python components inside the router.'),
    connections: z.unknown().optional(),
  },
  {
    realm: 'the list is called `realms`',
    transport: 'the list is called `transports`',
    roles: 'belongs to a realm',
  },
)

const testeeWorker = strict({
  id: identifier.optional(),
  type: z.literal('websocket-testee'),
  options: workerOptions.optional(),
  transport: websocketTransport,
})

/** An entry of `workers`. */
export const worker = advise(
  z
    .discriminatedUnion('type', [routerWorker, containerWorker, guestWorker, testeeWorker, proxyWorker])
    .meta({ id: 'worker', description: 'A part of the node: a router, or a program beside it.' }),
  {
    hostmonitor: 'belongs to an edition of Crossbar that this router does not serve: remove it',
    xbrmm: 'belongs to an edition of Crossbar that this router does not serve: remove it',
  },
)
