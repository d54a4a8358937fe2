/** Where a transport listens. */
import { z } from 'zod'
import { endpointLimits } from './limits.ts'
import { integer } from './numbers.ts'
import { advise, elements, member, rule, strict, type Fault } from './objects.ts'
import { listeningTls } from './tls.ts'

const error = 'expected a port from 0 to 65535, or "$NAME" to take it from the environment'

const port = z
  .union(
    [
      z.int({ error }).min(0, { error }).max(65535, { error }),
      z.string().regex(/^\$[A-Za-z_][A-Za-z0-9_]*$/, { error }),
    ],
    {
      error,
    },
  )
  .describe('The port; "$NAME" takes it from the environment. Our addition: 0 lets the system choose a free one.')

function hasPort(value: unknown, fault: Fault): void {
  const [from, to] = elements(member(value, 'portrange'))
  if (typeof from === 'number' && typeof to === 'number' && from > to) {
    fault(`the first port, ${from}, is above the last, ${to}`, ['portrange'])
  }
  if (member(value, 'port') === undefined && member(value, 'portrange') === undefined) {
    fault('missing; a TCP endpoint needs a `port` (or a `portrange`)', ['port'])
  }
}

const tcp = rule(
  strict(
    {
      type: z.literal('tcp'),
      version: z.literal([4, 6]).default(4).describe('The IP version.'),
      port: port.optional(),
      portrange: z
        .tuple([integer(1, 65535), integer(1, 65535)])
        .optional()
        .describe('First and last port to try; `port` is then ignored.'),
      shared: z.boolean().default(false).describe('Let several processes listen on this port (SO_REUSEPORT).'),
      interface: z.string().min(1).optional().describe('The address to listen on, such as 127.0.0.1; else all.'),
      backlog: integer(1, 65535).optional().describe('How many connections may wait to be accepted.'),
      user_timeout: integer(0, 65535, 'milliseconds').optional().describe('TCP_USER_TIMEOUT of the sockets.'),
      tls: listeningTls.optional(),
      limits: endpointLimits.optional(),
    },
    { host: 'an endpoint that listens has `interface` (`host` belongs to one that connects)' },
  ),
  hasPort,
)

const unix = strict({
  type: z.literal('unix'),
  path: z.string().min(1).describe('The socket file, relative to the folder of this config.'),
  backlog: integer(1, 65535).optional(),
})

const twisted = strict({ type: z.literal('twisted'), server_string: z.string() })

const onion = strict({
  type: z.literal('onion'),
  port: integer(1, 65535),
  private_key_file: z.string(),
  tor_control_endpoint: z.unknown(),
})

/** A listening endpoint: TCP, and what Crossbar knows beside it. */
export const listeningEndpoint = advise(
  z
    .discriminatedUnion('type', [tcp, unix, twisted, onion])
    .meta({ id: 'listening-endpoint', description: 'Where to listen.' }),
  { tls: 'write `"type": "tcp"` and put a `tls` object beside the port' },
)
