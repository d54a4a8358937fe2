/** The interface of the services that a web transport mounts at its paths. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from './http-refusal.ts'

/** The head of a request that asks for an upgrade. */
export interface UpgradeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn. Absent when no header occurs twice. */
  readonly rawHeaders?: readonly string[]
  readonly socket: Socket
}

/** An HTTP request on its way to the service of its path. */
export interface Visit<Request extends UpgradeRequest = UpgradeRequest> {
  readonly request: Request
  /** The rest of the path for this service: `/` or `/more/segments`, not decoded yet. */
  readonly path: string
  /** The client as trusted proxies describe it; undefined when the request came from no trusted proxy. */
  readonly forwarded?: Forwarded | undefined
  /** True when the server listens on the loopback interface only; undefined when the config says so itself. */
  readonly isLocal?: boolean
}

/** An ordinary request on its way to the service of its path. */
export type RequestVisit = Visit<IncomingMessage>

/** The client of a request that came through a trusted proxy. */
export interface Forwarded {
  /** The address of the nearest hop that is not trusted; undefined when the headers name none. */
  readonly address: string | undefined
  /** True when the client's own connection is encrypted; undefined when the proxy does not say. */
  readonly isSecure: boolean | undefined
  /**
   * True when the request has `Forwarded` or `X-Forwarded-For`. A web page cannot set these on an upgrade; a proxy can.
   */
  readonly namesHops: boolean
}

/** A connection that asks for an upgrade, and the bytes that it has already sent. */
export interface UpgradedConnection {
  readonly socket: Duplex
  readonly head: Buffer
}

/** A service at a path of a web transport. Listeners pass requests to it without knowing its kind. */
export interface HttpService {
  /** Answers an ordinary request. */
  serve(visit: RequestVisit, response: ServerResponse): void
  /** Takes over the connection of an upgrade. Absent when the service does not support upgrades. */
  upgrade?(visit: Visit, connection: UpgradedConnection): void
  /** Ends the connections that the service has opened. After the grace time they are destroyed. */
  close?(graceMs: number): Promise<void>
}

/** Passes an upgrade to a service. Without a service that supports upgrades it is refused. */
export function passUpgrade(service: HttpService | undefined, visit: Visit, connection: UpgradedConnection): void {
  if (service?.upgrade === undefined) refuseUpgrade(connection.socket, 404, 'there is no WebSocket at this path')
  else service.upgrade(visit, connection)
}
