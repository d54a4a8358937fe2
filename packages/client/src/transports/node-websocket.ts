/**
 * WebSocket in Node, which stands behind `#websocket` there. Node's own tells only `closed (1006)` of an opening that
 * failed. It says why on its diagnostics channels, so these are heard while a connection is being opened.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { explained } from './node-error.ts'
import type { NodeError } from './node-error.ts'
import type { TransportFactory } from './transport.ts'
import { websocket as plain } from './websocket.ts'

/** Frames over a WebSocket. The serializer is agreed on as its subprotocol. */
export const websocket: TransportFactory = (target, sink) => {
  const opening = hear(target.url)
  try {
    return plain(target, {
      opened(serializer) {
        opening.stop()
        sink.opened(serializer)
      },
      frame: (data) => sink.frame(data),
      closed(why) {
        opening.stop()
        sink.closed(opening.failure ?? why)
      },
    })
  } catch (error) {
    opening.stop()
    throw error
  }
}

const FAILED = 'undici:request:error'
const ANSWERED = 'undici:request:headers'

/** What the channels say, as far as it is used here. */
interface Said {
  readonly request: { readonly origin?: unknown; readonly path?: string; readonly upgrade?: unknown }
  readonly error?: NodeError
  readonly response?: { readonly statusCode: number; readonly statusText: string }
}

interface Opening {
  /** Why it has failed, once it has. */
  failure: string | undefined
  stop(): void
}

function hear(url: string): Opening {
  const { origin, host, pathname, search } = new URL(url.replace(/^ws/, 'http'))
  const listener = (message: unknown): void => {
    const { request, error, response } = message as Said
    if (request.upgrade !== 'websocket' || String(request.origin) !== origin) return
    if (request.path !== pathname + search) return
    if (error !== undefined) opening.failure ??= `cannot connect to ${host}: ${explained(error)}`
    else if (response !== undefined && response.statusCode !== 101) {
      opening.failure = `${host} answered ${response.statusCode} ${response.statusText} instead of opening a WebSocket`
    }
  }
  const opening: Opening = {
    failure: undefined,
    stop() {
      unsubscribe(FAILED, listener)
      unsubscribe(ANSWERED, listener)
    },
  }
  subscribe(FAILED, listener)
  subscribe(ANSWERED, listener)
  return opening
}
