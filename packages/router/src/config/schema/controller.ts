/** The node as a whole. */
import { z } from 'zod'
import { listeningEndpoint } from './listening-endpoint.ts'
import { processLimits } from './limits.ts'
import { strict } from './objects.ts'

const shutdownRule = z.enum([
  'shutdown_on_shutdown_requested',
  'shutdown_on_worker_exit',
  'shutdown_on_worker_exit_with_error',
  'shutdown_on_last_worker_exit',
])

/** Crossbar's Python console over SSH. Known here so that it can be reported by name. */
export const manhole = strict({
  endpoint: listeningEndpoint,
  users: z.array(strict({ user: z.string(), password: z.string() })),
}).describe('A Python console over SSH; there is none in this router.')

const controllerOptions = strict({
  title: z.string().optional().describe('The process title.'),
  shutdown: z
    .union([shutdownRule, z.array(shutdownRule)])
    .optional()
    .describe('The condition under which the node ends by itself.'),
  enable_parallel_worker_start: z.boolean().optional().describe('Start workers at the same time, not one by one.'),
  limits: processLimits.optional(),
}).describe('How the node runs.')

export const controller = strict(
  {
    id: z.string().optional().describe('The name of this node.'),
    options: controllerOptions.optional(),
    manhole: manhole.optional(),
    connections: z.unknown().optional().describe('Named connections for Python components.'),
    keyring: z.unknown().optional().describe('Key material for end-to-end encryption in Python components.'),
  },
  {
    fabric: 'belongs to an edition of Crossbar that this router does not serve: remove it',
    blockchain: 'belongs to an edition of Crossbar that this router does not serve: remove it',
    enable_docker: 'belongs to an edition of Crossbar that this router does not serve: remove it',
  },
).describe('The node as a whole.')
