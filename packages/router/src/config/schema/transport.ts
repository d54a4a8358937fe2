/** The transports of a router. */
import { z } from 'zod'
import { identifier } from './identifiers.ts'
import { listeningEndpoint } from './listening-endpoint.ts'
import { mqttEntry, mqttTransport } from './mqtt-transport.ts'
import { advise, dictionary, strict } from './objects.ts'
import { rawsocketEntry, rawsocketTransport } from './rawsocket-transport.ts'
import { webEntry, webTransport } from './web-transport.ts'
import { websocketEntry, websocketTransport } from './websocket-transport.ts'

const universal = strict({
  id: identifier.optional(),
  type: z.literal('universal'),
  endpoint: listeningEndpoint,
  rawsocket: rawsocketEntry.optional(),
  websocket: dictionary(websocketEntry).optional().describe('WebSockets by path.'),
  mqtt: mqttEntry.optional(),
  web: webEntry.optional(),
})

const test = {
  id: identifier.optional(),
  endpoint: listeningEndpoint,
  debug: z.boolean().optional(),
}

/** An entry of `transports` of a router worker. */
export const transport = advise(
  z
    .discriminatedUnion('type', [
      websocketTransport,
      webTransport,
      rawsocketTransport,
      universal,
      mqttTransport,
      strict({ ...test, type: z.literal('flashpolicy'), allowed_domain: z.string().optional() }),
      strict({ ...test, type: z.literal('websocket.testee'), options: z.unknown().optional() }),
      strict({ ...test, type: z.literal('stream.testee') }),
    ])
    .meta({ id: 'transport', description: 'A place where clients come in.' }),
  {
    tcp: '"tcp" is a type of `endpoint`',
    http: 'a transport for HTTP is called "web"',
    ws: 'write "websocket"',
  },
)
