/** A process that accepts clients' connections and forwards them to router workers. Crossbar does not check it. */
import { z } from 'zod'
import { identifier } from './identifiers.ts'
import { dictionary, tolerant } from './objects.ts'

const connection = tolerant({ transport: z.unknown().optional(), auth: z.unknown().optional() })

const route = dictionary(z.union([z.string(), z.array(z.string())]))

/** A worker of type `proxy`. */
export const proxyWorker = tolerant({
  id: identifier.optional(),
  type: z.literal('proxy'),
  options: z.unknown().optional(),
  transports: z.array(z.unknown()).optional(),
  connections: dictionary(connection).optional().describe('Ways to the routers, by name.'),
  routes: dictionary(route).optional().describe('By realm and role, the connections to use in turn.'),
})
