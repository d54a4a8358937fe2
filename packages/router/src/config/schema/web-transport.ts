/** A listener for HTTP, with WebSocket and other services on its paths. */
import { z } from 'zod'
import { identifier } from './identifiers.ts'
import { listeningEndpoint } from './listening-endpoint.ts'
import { integer } from './numbers.ts'
import { strict } from './objects.ts'
import { webPaths } from './web-services.ts'

/** `options` of a web transport. */
export const webOptions = strict({
  access_log: z.boolean().default(false).describe('Log every request.'),
  display_tracebacks: z.boolean().default(false).describe('Show errors to the client.'),
  hsts: z.boolean().default(false).describe('Tell browsers to come back over TLS only.'),
  hsts_max_age: integer(0, 2 ** 31 - 1, 'seconds').default(31_536_000),
  client_timeout: integer(1, 86_400, 'seconds').nullable().default(null).describe('Drop idle HTTP connections.'),
}).describe('How this web server answers.')

const missingPaths = 'services belong under `paths`: "paths": {"ws": {"type": "websocket"}}'

/** A transport of type `web`. */
export const webTransport = strict(
  {
    id: identifier.optional(),
    type: z.literal('web'),
    endpoint: listeningEndpoint,
    paths: webPaths,
    options: webOptions.prefault({}),
  },
  {
    path: 'the map of services is called `paths`',
    auth: 'belongs to the WebSocket service: paths.ws.auth',
    cookie: 'belongs to the WebSocket service: paths.ws.cookie',
    serializers: 'belongs to the WebSocket service: paths.ws.serializers',
    ws: missingPaths,
  },
)

/** The same without an endpoint, inside a universal transport. */
export const webEntry = strict({
  id: identifier.optional(),
  type: z.literal('web').optional(),
  paths: webPaths,
  options: webOptions.prefault({}),
})
