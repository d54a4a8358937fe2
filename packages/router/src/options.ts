/** The options of a router, after the config has been checked and translated. */
import type { ListenOptions } from './listeners/options.ts'
import type { RealmOptions } from './realm/options.ts'
import type { ServiceOptions } from './web-services/options.ts'

export interface RouterOptions {
  readonly realms: readonly RealmOptions[]
  readonly transports: readonly TransportOptions[]
  /** Maximum of bytes that may wait in all outboxes together. */
  readonly processOutboxBytes: number
}

/** A transport: where it listens, and what it serves. A plain `websocket` transport serves WAMP at every path. */
export interface TransportOptions {
  /** The name in the log: the transport's id, or `transport001`. */
  readonly id: string
  readonly listen: ListenOptions
  readonly root: ServiceOptions
}
