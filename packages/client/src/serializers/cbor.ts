import { cbor as weighed } from '@wampeter/protocol/cbor'
import { unweighed } from './unweighed.ts'

/** Messages as CBOR. */
export const cbor = unweighed(weighed)
