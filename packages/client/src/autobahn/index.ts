/**
 * Autobahn-JS's names on this client, for pages that were written for it. What differs: promises are the platform's
 * own, of the transports only WebSocket is here, and the libraries that it brings along (nacl, msgpack, …) are not.
 */
export * as auth_cra from './auth-cra.ts'
export { Connection } from './connection.ts'
export type { CloseDetails, ConnectionOptions } from './connection.ts'
export { Session } from './session.ts'
export { AutobahnError as Error, Publication, Registration, Result, Subscription } from './values.ts'
export type { Endpoint, EventInfo, Handler, InvocationInfo } from './values.ts'
export { defer } from './deferred.ts'
export { when } from './when.ts'
export type { Deferred, Progressive } from './deferred.ts'

/** The version of Autobahn-JS whose interface this is. */
export const version = '26.3.1'
