import { msgpack as weighed } from '@wampeter/protocol/msgpack'
import { unweighed } from './unweighed.ts'

/** Messages as MessagePack. */
export const msgpack = unweighed(weighed)
