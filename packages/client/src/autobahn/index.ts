/**
 * Autobahn-JS's names on this client, for pages that were written for it. What differs: promises are the platform's
 * own; of the transports only WebSocket is here, and of the serializers JSON. Ed25519 comes from Web Crypto, so public
 * keys, signatures and what is made of them (`auth_cryptosign`, `nacl.sign`) are promises. Of the libraries that
 * Autobahn-JS brings along, `when` and `nacl` are here in part; `msgpack`, `cbor` and `auth_persona` are not.
 */
export * as auth_cra from './auth-cra.ts'
export * as auth_cryptosign from './auth-cryptosign.ts'
export { Connection } from './connection.ts'
export type { CloseDetails, ConnectionOptions } from './connection.ts'
export { Session } from './session.ts'
export { AutobahnError as Error, Publication, Registration, Result, Subscription } from './values.ts'
export type { Endpoint, EventInfo, Handler, InvocationInfo } from './values.ts'
export { defer } from './deferred.ts'
export { when } from './when.ts'
export type { Deferred, Progressive } from './deferred.ts'
export * as log from './log.ts'
export * as nacl from './nacl.ts'
export * as util from './autobahn-util.ts'

/** The version of Autobahn-JS whose interface this is. */
export const version = '26.3.1'
