import { WampError } from '@wampeter/protocol'
import type { ErrorMessage, Uri } from '@wampeter/protocol'

/** The URIs of errors that do not come from the router. */
export const ERROR = {
  /** A handler threw. */
  runtime: 'wamp.error.runtime_error',
  /** The connection was lost before the answer came. Whether the request had an effect is not known. */
  connectionLost: 'wampeter.error.connection_lost',
  /** No connection could be opened, or the router did not answer on it in time. */
  unreachable: 'wampeter.error.unreachable',
  /** Too much was asked while there was no connection. */
  queueFull: 'wampeter.error.queue_full',
  /** Events or parts came faster than they were read. */
  overflow: 'wampeter.error.overflow',
  /** The client was closed. */
  closed: 'wamp.close.normal',
} as const

/** The error that an ERROR message stands for. */
export function wampError({ error, payload, details }: Pick<ErrorMessage, 'error' | 'payload' | 'details'>): WampError {
  const { args, kwargs } = payload.values()
  return new WampError(error, typeof args[0] === 'string' ? args[0] : error, { args, kwargs, details })
}

/** The error of a request that its caller has given up. */
export const canceled = (cause?: unknown): WampError => new WampError('wamp.error.canceled', 'canceled', { cause })

/** As a WampError: itself, or one with this URI and its text. */
export function asWampError(error: unknown, uri: Uri): WampError {
  if (error instanceof WampError) return error
  return new WampError(uri, error instanceof Error ? error.message : String(error), { cause: error })
}
