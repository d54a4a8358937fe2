export { cbor } from '@wampeter/protocol/cbor'
