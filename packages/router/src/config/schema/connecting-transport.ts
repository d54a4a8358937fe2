/** How a component or a router-to-router link reaches a router. */
import { z } from 'zod'
import { connectingEndpoint } from './connecting-endpoint.ts'
import { identifier } from './identifiers.ts'
import { integer } from './numbers.ts'
import { strict } from './objects.ts'
import { websocketSerializers } from './serializers.ts'
import { websocketOptions } from './websocket-options.ts'

const websocket = strict({
  id: identifier.optional(),
  type: z.literal('websocket'),
  endpoint: connectingEndpoint,
  url: z.string().describe('The WebSocket URL of the router, ws://… or wss://….'),
  serializers: websocketSerializers,
  options: websocketOptions.optional(),
})

const rawsocket = strict(
  {
    id: identifier.optional(),
    type: z.literal('rawsocket'),
    endpoint: connectingEndpoint,
    serializer: z.enum(['json', 'msgpack', 'cbor', 'ubjson']),
    options: strict({ max_message_size: integer(512, 16_777_216, 'bytes').optional() }).optional(),
    url: z.string().optional(),
    debug: z.boolean().optional(),
  },
  { serializers: 'a RawSocket that connects speaks one `serializer`' },
)

/** A transport that connects. */
export const connectingTransport = z
  .discriminatedUnion('type', [websocket, rawsocket])
  .meta({ id: 'connecting-transport', description: 'How to reach the router.' })
