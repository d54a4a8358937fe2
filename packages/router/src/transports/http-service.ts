import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** An HTTP request on its way down the tree of paths. */
export interface Visit {
  readonly request: IncomingMessage
  /** What is left of the path for this service: `/` or `/more/segments`, decoded by nobody yet. */
  readonly path: string
}

/** What a path of a web transport serves. Listeners hand requests to one; they do not know what is behind it. */
export interface HttpService {
  /** Answers an ordinary request. */
  serve(visit: Visit, response: ServerResponse): void
  /** Takes over a connection that wants to change its protocol. Absent: there is nothing to change to here. */
  upgrade?(visit: Visit, connection: { readonly socket: Duplex; readonly head: Buffer }): void
  /** Lets what the service has opened come to its end, and ends it by force after the grace time. */
  close?(graceMs: number): Promise<void>
}
