/** The contract between a session and what moves its frames. */
import type { Serializer } from '@wampeter/protocol'

/** What a connection tells. After `closed` it tells nothing more. */
export interface FrameSink {
  /** The other end is there, and this is the serializer that both speak. */
  opened(serializer: Serializer): void
  frame(data: string | Uint8Array): void
  /** The connection is gone, or never came to be. */
  closed(why: string): void
}

/** One connection that is being opened, or is open. */
export interface Transport {
  /** Only after `opened`. */
  send(data: string | Uint8Array): void
  /** Ends it, after what was sent. `closed` is told when that is done, if it can be. */
  close(): void
}

/** Where to connect, and what can be spoken, the preferred first. */
export interface Target {
  readonly url: string
  readonly serializers: readonly Serializer[]
}

/**
 * Opens a connection. It throws for a URL that it cannot use, and tells everything else through the sink, never
 * before it has returned.
 */
export type TransportFactory = (target: Target, sink: FrameSink) => Transport
