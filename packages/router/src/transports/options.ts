/** The options of WebSocket endpoints, and their defaults. */
import type { SerializerName } from '@wampeter/protocol'

/** The options of one WebSocket endpoint. */
export interface WebSocketOptions {
  /** The supported serializers. Their order does not count: the client's order decides. */
  readonly serializers: readonly SerializerName[]
  /** If false, a client that names no subprotocol uses JSON. */
  readonly requireSubprotocol: boolean
  /** The most bytes of one incoming message; 0 means the longest string. Beyond it the connection is closed with 1009. */
  readonly maxMessageBytes: number
  /** The most frames of one incoming message. Beyond it the connection is closed with 1008. */
  readonly messageFrames: number
  readonly keepAlive: KeepAliveOptions
  /** The rate limit; undefined means none. */
  readonly rate: RateOptions | undefined
  readonly origins: OriginOptions
  /** If true, a plain GET gets a status page; if false, it gets 426. */
  readonly showsStatusPage: boolean
  /** Milliseconds from the router's close frame until the socket is destroyed. */
  readonly closeTimeoutMs: number
}

/**
 * The rate limit of one client: `burst` messages at once, then `messagesPerSecond`. Beyond it the router stops reading
 * for a moment. A large message counts as several: see `throttle.ts`.
 */
export interface RateOptions {
  readonly messagesPerSecond: number
  readonly burst: number
}

/** The times of pings. An interval of 0 turns pings off. */
export interface KeepAliveOptions {
  readonly intervalMs: number
  readonly timeoutMs: number
  /** The bytes of a ping. */
  readonly size: number
  /** If true, any incoming data counts as a sign of life; if false, only pongs do. */
  readonly restartsOnAnyTraffic: boolean
}

/** The web pages that may connect, by the `Origin` header of a browser. */
export interface OriginOptions {
  /** Patterns with `*` for `scheme://host:port`; undefined means the default of `origins.ts`. */
  readonly allowed: readonly string[] | undefined
  /** Whether `Origin: null` may connect; undefined means only if any origin may. */
  readonly allowsNull: boolean | undefined
  /**
   * True when the transport accepts a credential that browsers send by themselves: a cookie or a client certificate.
   */
  readonly hasAmbientCredential: boolean
  /** True when the listener is bound to the loopback interface only. */
  readonly isLoopback: boolean
  /** The port that clients see, if it differs from the bound one (Crossbar's `external_port`). */
  readonly externalPort: number | undefined
  /** The config key that a refusal names. */
  readonly configPath: string
}

/** The default of `maxMessageBytes`. */
export const DEFAULT_MAX_MESSAGE_BYTES = 1024 * 1024
/** The default of `messageFrames`. Frames are joined as they arrive, so that a small one keeps no more than its bytes. */
export const DEFAULT_MESSAGE_FRAMES = 1_024
/** The default rate: more than an ordinary program sends, and less than one core can route. */
export const DEFAULT_MESSAGES_PER_SECOND = 100_000
/** The default times of pings. */
export const DEFAULT_KEEP_ALIVE: KeepAliveOptions = {
  intervalMs: 30_000,
  timeoutMs: 15_000,
  size: 12,
  restartsOnAnyTraffic: true,
}
