/** The data that connections share, by router and by transport. */
import { ReadMeter } from '@wampeter/protocol'
import type { Message, Serializer } from '@wampeter/protocol'
import type { Ids } from '../realm/ids.ts'
import type { Identity, Receiver } from '../realm/receiver.ts'
import type { Realm } from '../realm/realm.ts'
import type { Authenticator } from './authenticator.ts'
import type { Batching } from './batching.ts'
import type { Clock } from './clock.ts'
import type { Delivery } from './deliver.ts'
import type { Counters, Log } from './log.ts'
import type { SessionLimits } from './options.ts'
import type { OutboxParts } from './outbox.ts'
import type { Transport, TransportInfo } from './transport.ts'

/** The other end of a connection. The identity is undefined before WELCOME. */
export interface Correspondent {
  readonly info: TransportInfo
  readonly identity: Identity | undefined
  /** The authentication method during a log-in. */
  readonly method: string | undefined
}

/** Sees every message: those of a connection as they pass, those of a realm once per receiver. */
export interface Tap {
  inward(from: Correspondent, message: Message): void
  outward(to: Correspondent, message: Message): void
  delivered(to: Receiver, message: Message): void
}

/** The data that all sessions of a router share. */
export interface RouterContext {
  readonly realms: ReadonlyMap<string, Realm>
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  readonly counters: Counters
  readonly delivery: Delivery
  /** True while the router takes no new sessions; absent when it never drains. */
  readonly isDraining?: boolean
  /** Undefined when no tap is set; messages then cost nothing extra. */
  readonly tap: Tap | undefined
}

/** The data that all sessions of one transport share. A change of the config replaces everything but the router. */
export interface TransportContext {
  readonly router: RouterContext
  authenticators: ReadonlyMap<string, Authenticator>
  /**
   * True when a procedure may decide about log-ins. It sees the HTTP handshake, also at a later HELLO on the
   * connection.
   */
  asksAboutLogins: boolean
  /** Whether a session with this identity could log in by the present config. */
  admits: (identity: Identity) => boolean
  limits: SessionLimits
  meters: Meters
  outbox: OutboxParts
}

/** The limits for reading a message. All connections share a meter, because it serves one message at a time. */
export interface Meters {
  readonly login: ReadMeter
  readonly session: ReadMeter
}

/** The estimated highest weight of a value in HELLO: that of a dictionary. */
const HEAVIEST = 8

/** The meters for these limits. */
export const metersFor = ({ loginValues, headerValues, messageWeight }: SessionLimits): Meters => ({
  login: new ReadMeter({ headerValues: loginValues, weight: loginValues * HEAVIEST }),
  session: new ReadMeter({ headerValues, weight: messageWeight }),
})

/** The parts of a connection, known when its transport opens. */
export interface ConnectionParts {
  readonly transport: Transport
  readonly info: TransportInfo
  readonly serializer: Serializer
  readonly batching: Batching
}
