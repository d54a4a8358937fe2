import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from './http-refusal.ts'

/** An HTTP request on its way down the tree of paths. */
export interface Visit {
  readonly request: IncomingMessage
  /** What is left of the path for this service: `/` or `/more/segments`, not decoded yet. */
  readonly path: string
  /** What trusted proxies say about the client; undefined where the request came from no trusted proxy. */
  readonly forwarded?: Forwarded | undefined
  /** Whether the server listens on this machine alone, where the config does not say. */
  readonly isLocal?: boolean
}

/** The client of a request that came by a trusted proxy. */
export interface Forwarded {
  /** The nearest hop that is not trusted; undefined where no such hop is named. */
  readonly address: string | undefined
  /** Whether the client's own connection is encrypted; undefined where the proxy does not say. */
  readonly isSecure: boolean | undefined
  /** The request has `Forwarded` or `X-Forwarded-For`. A page cannot set these on an upgrade, a proxy has. */
  readonly namesHops: boolean
}

/** A connection that wants to change its protocol, and what it has sent already. */
export interface UpgradedConnection {
  readonly socket: Duplex
  readonly head: Buffer
}

/** What a path of a web transport serves. Listeners hand requests to one; they do not know what is behind it. */
export interface HttpService {
  /** Answers an ordinary request. */
  serve(visit: Visit, response: ServerResponse): void
  /** Takes over a connection that wants to change its protocol. Absent: there is nothing to change to here. */
  upgrade?(visit: Visit, connection: UpgradedConnection): void
  /** Lets what the service has opened come to its end, and ends it by force after the grace time. */
  close?(graceMs: number): Promise<void>
}

/** Hands an upgrade to a service, or refuses it where there is none, or nothing to change to. */
export function passUpgrade(service: HttpService | undefined, visit: Visit, connection: UpgradedConnection): void {
  if (service?.upgrade === undefined) refuseUpgrade(connection.socket, 404, 'there is no WebSocket at this path')
  else service.upgrade(visit, connection)
}
