/** A listener that speaks WAMP over plain TCP or a unix socket, without WebSocket. */
import { z } from 'zod'
import { auth } from './auth.ts'
import { identifier } from './identifiers.ts'
import { listeningEndpoint } from './listening-endpoint.ts'
import { integer } from './numbers.ts'
import { strict } from './objects.ts'
import { rawsocketSerializers } from './serializers.ts'

const keys = {
  serializers: rawsocketSerializers,
  options: strict({
    max_message_size: integer(512, 16_777_216, 'bytes').optional().describe('The largest message; 16 MiB at most.'),
  }).optional(),
  auth: auth.optional(),
  debug: z.boolean().optional(),
}

const advice = {
  serializer: 'the list is called `serializers`',
  max_message_size: 'belongs inside `options`',
  url: 'a RawSocket has no `url`',
  cookie: 'a RawSocket has no cookies',
}

/** A transport of type `rawsocket`. */
export const rawsocketTransport = strict(
  { id: identifier.optional(), type: z.literal('rawsocket'), endpoint: listeningEndpoint, ...keys },
  advice,
)

/** The same without an endpoint, inside a universal transport. */
export const rawsocketEntry = strict(
  { id: identifier.optional(), type: z.literal('rawsocket'), ...keys },
  { ...advice, endpoint: 'the universal transport around it has the `endpoint`' },
)
