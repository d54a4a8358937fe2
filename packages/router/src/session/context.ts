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

/** Who a message comes from or goes to, as far as that is known yet. */
export interface Correspondent {
  readonly info: TransportInfo
  readonly identity: Identity | undefined
  /** The method by which it is logging in just now. */
  readonly method: string | undefined
}

/** Sees every message at the two doors: single ones as they pass, events per receiver. */
export interface Tap {
  inward(from: Correspondent, message: Message): void
  outward(to: Correspondent, message: Message): void
  delivered(to: Receiver, message: Message): void
}

/** What all sessions of a router share. */
export interface RouterContext {
  readonly realms: ReadonlyMap<string, Realm>
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  readonly counters: Counters
  readonly delivery: Delivery
  /** True while the router takes no new session; absent where it never does that. */
  readonly isDraining?: boolean
  /** Undefined while nobody looks: then it costs nothing. */
  readonly tap: Tap | undefined
}

/** What all sessions of one transport share. All but the router is replaced when the config changes. */
export interface TransportContext {
  readonly router: RouterContext
  authenticators: ReadonlyMap<string, Authenticator>
  /** A procedure decides about log-ins: it is shown how the connection was opened, also for a later HELLO on it. */
  asksAboutLogins: boolean
  /** Whether a session would be let in now as whom it was let in before. */
  admits: (identity: Identity) => boolean
  limits: SessionLimits
  meters: Meters
  outbox: OutboxParts
}

/** What bounds a message where it is read, and weighs it: used for one message at a time, so that all connections share them. */
export interface Meters {
  readonly login: ReadMeter
  readonly session: ReadMeter
}

/** What a value of HELLO weighs at most, about: dictionaries are the heaviest. */
const HEAVIEST = 8

export const metersFor = ({ loginValues, headerValues, messageWeight }: SessionLimits): Meters => ({
  login: new ReadMeter({ headerValues: loginValues, weight: loginValues * HEAVIEST }),
  session: new ReadMeter({ headerValues, weight: messageWeight }),
})

/** What is agreed on when a connection opens. */
export interface ConnectionParts {
  readonly transport: Transport
  readonly info: TransportInfo
  readonly serializer: Serializer
  readonly batching: Batching
}
