/** A listener for MQTT clients, bridged into a realm. */
import { z } from 'zod'
import { auth } from './auth.ts'
import { identifier, realmName, roleName } from './identifiers.ts'
import { listeningEndpoint } from './listening-endpoint.ts'
import { dictionary, strict } from './objects.ts'

const mapping = z.discriminatedUnion('type', [
  strict({ type: z.literal('passthrough') }),
  strict({ type: z.literal('native'), serializer: z.enum(['cbor', 'json', 'msgpack', 'ubjson']) }),
  strict({ type: z.literal('dynamic'), encoder: z.string(), decoder: z.string() }),
])

const options = strict({
  realm: realmName,
  role: roleName.optional(),
  payload_mapping: dictionary(mapping).optional().describe('How payloads are translated, by topic.'),
  auth: auth.optional(),
})

/** A transport of type `mqtt`. */
export const mqttTransport = strict({
  id: identifier.optional(),
  type: z.literal('mqtt'),
  endpoint: listeningEndpoint.optional(),
  options,
})

/** The same without an endpoint, inside a universal transport. */
export const mqttEntry = strict({
  id: identifier.optional(),
  type: z.literal('mqtt').optional(),
  options,
})
