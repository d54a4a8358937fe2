export { msgpack } from '@wampeter/protocol/msgpack'
