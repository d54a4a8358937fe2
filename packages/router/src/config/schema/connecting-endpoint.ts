/** Where a component or a router-to-router link connects. */
import { z } from 'zod'
import { integer } from './numbers.ts'
import { strict } from './objects.ts'
import { connectingTls } from './tls.ts'

const timeout = integer(0, 600, 'seconds').optional().describe('How long connecting may take; 10 where absent.')

const tcp = strict(
  {
    type: z.literal('tcp'),
    host: z.string().min(1).describe('The name or address to connect to.'),
    port: integer(1, 65535),
    version: z.literal([4, 6]).optional(),
    timeout: timeout,
    tls: connectingTls.optional(),
  },
  { interface: 'an endpoint that connects has `host` (`interface` belongs to one that listens)' },
)

const unix = strict({ type: z.literal('unix'), path: z.string().min(1), timeout: timeout })

const twisted = strict({ type: z.literal('twisted'), client_string: z.string(), timeout: timeout })

const tor = strict({
  type: z.literal('tor'),
  host: z.string().min(1),
  port: integer(1, 65535),
  tor_socks_port: integer(1, 65535).optional(),
  tls: z.union([z.boolean(), connectingTls]).optional(),
})

/** A connecting endpoint. */
export const connectingEndpoint = z.discriminatedUnion('type', [tcp, unix, twisted, tor]).describe('Where to connect.')
