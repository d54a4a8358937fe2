import type { Serializer, Uri } from '@wampeter/protocol'
import type { Authentication } from './authentication.ts'
import type { Environment } from './environment.ts'
import type { LivenessOptions } from './liveness.ts'
import type { ReconnectOptions } from './reconnect.ts'
import type { Status } from './status.ts'
import type { TransportFactory } from './transports/transport.ts'

/** How to connect. Only the realm has no default. */
export interface ConnectOptions {
  readonly realm: Uri
  /** How to log in: one method, or several that the router may choose from, the preferred first. Default: anonymous. */
  readonly auth?: Authentication | readonly Authentication[]
  /** What to speak, the preferred first. Default: JSON. */
  readonly serializers?: readonly Serializer[]
  /** Default: WebSocket. */
  readonly transport?: TransportFactory
  readonly reconnect?: ReconnectOptions
  readonly liveness?: LivenessOptions
  /** How many requests may wait for a connection. Default 1000; more fail with `wampeter.error.queue_full`. */
  readonly queueLimit?: number
  /** How long opening, and each answer while logging in, may take. Default 10,000. */
  readonly handshakeTimeoutMs?: number
  /** What HELLO calls this program. Default `Wampeter`. */
  readonly agent?: string
  /** Gets what handlers throw: of events, of procedures, of `onStatus`. Default: to the console. */
  readonly onError?: (error: unknown) => void
  /** Told of every change, the first one included. */
  readonly onStatus?: (status: Status) => void
  /** Aborting it closes the client. */
  readonly signal?: AbortSignal
  /** Clock, timers and chance, for tests. */
  readonly environment?: Environment
}
