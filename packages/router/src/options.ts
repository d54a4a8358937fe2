/** What a router is made of, after the config has been checked and translated. */
import type { ListenOptions } from './listeners/options.ts'
import type { RealmOptions } from './realm/options.ts'
import type { ServiceOptions } from './web-services/options.ts'

export interface RouterOptions {
  readonly realms: readonly RealmOptions[]
  readonly transports: readonly TransportOptions[]
  /** Most bytes that may wait in all outboxes together. */
  readonly processOutboxBytes: number
}

/** A listening transport: where, and what it serves. A plain `websocket` transport serves WAMP at every path. */
export interface TransportOptions {
  /** For the log: the transport's id, or `transport001`. */
  readonly id: string
  readonly listen: ListenOptions
  readonly root: ServiceOptions
}
