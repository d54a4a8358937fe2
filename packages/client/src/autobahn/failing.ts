/** How requests of a page fail: with Autobahn-JS's errors. */
import { WampError } from '@wampeter/protocol'
import type { Session as Inner } from '../session.ts'
import { errorOf } from './convert.ts'
import type { Deferred } from './deferred.ts'

/** Requests whose session has ended need no handler: Autobahn-JS leaves them without an answer. */
export const failing =
  (inner: Inner, { promise, reject }: Pick<Deferred<unknown>, 'promise' | 'reject'>) =>
  (error: WampError): void => {
    if (!inner.isOpen) promise.catch(() => {})
    reject(errorOf(error))
  }

/** For the request of a page that only awaits it. */
export function rethrow(error: unknown): never {
  throw error instanceof WampError ? errorOf(error) : error
}
