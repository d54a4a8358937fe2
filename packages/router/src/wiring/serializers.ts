/** The serializers of a router, by the name that subprotocols use. */
import { json } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'

export const SERIALIZERS = { json, msgpack, cbor }
