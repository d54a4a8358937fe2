/** The encodings that a transport offers. */
import { z } from 'zod'

/** Names of WebSocket serializers. Crossbar notices an unknown one only when the transport starts. */
export const websocketSerializers = z
  .array(z.enum(['json', 'msgpack', 'cbor', 'ubjson', 'flatbuffers']))
  .min(1, { error: 'expected at least one serializer' })
  .optional()
  .describe('Encodings to offer, each also batched; all where absent. The client chooses.')

/** Names of RawSocket serializers. */
export const rawsocketSerializers = z
  .array(z.enum(['json', 'msgpack', 'cbor', 'ubjson', 'flatbuffers']))
  .min(1, { error: 'expected at least one serializer' })
  .optional()
  .describe('Encodings to offer; all where absent.')
