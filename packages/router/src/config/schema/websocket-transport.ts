/** A listener that speaks WebSocket and nothing else. */
import { z } from 'zod'
import { auth } from './auth.ts'
import { cookie } from './cookie.ts'
import { identifier } from './identifiers.ts'
import { listeningEndpoint } from './listening-endpoint.ts'
import { strict } from './objects.ts'
import { websocketSerializers } from './serializers.ts'
import { websocketOptions } from './websocket-options.ts'

/** The keys of a WebSocket apart from where it listens: the same for a transport and for a path of a web transport. */
export const websocketKeys = {
  url: z.string().optional().describe('The WebSocket URL as clients see it.'),
  serializers: websocketSerializers,
  options: websocketOptions.optional(),
  auth: auth.optional(),
  cookie: cookie.optional(),
  debug: z.boolean().optional().describe('Log every frame.'),
}

const advice = {
  paths: '`paths` belongs to a transport of type "web"',
  serializer: 'the list is called `serializers`',
  path: 'a WebSocket on a path is a service of a transport of type "web", under `paths`',
}

/** A transport of type `websocket`. */
export const websocketTransport = strict(
  {
    id: identifier.optional(),
    type: z.literal('websocket'),
    endpoint: listeningEndpoint,
    ...websocketKeys,
  },
  advice,
)

/** The same without an endpoint, as an entry of a universal transport. */
export const websocketEntry = strict(
  { id: identifier.optional(), type: z.literal('websocket'), ...websocketKeys },
  { ...advice, endpoint: 'the universal transport around it has the `endpoint`' },
)
