import type { SerializerName } from '@wampeter/protocol'

/** One WebSocket endpoint: what it speaks, and what it bounds. */
export interface WebSocketOptions {
  /** In any order: the client's order decides. */
  readonly serializers: readonly SerializerName[]
  /** False: a client that names no subprotocol speaks JSON. */
  readonly requireSubprotocol: boolean
  /** Most bytes of one incoming message, whole; 0: no bound. Past it the connection is closed with 1009. */
  readonly maxMessageBytes: number
  /** Most frames that one incoming message may come in. Past it the connection is closed with 1008. */
  readonly messageFrames: number
  readonly keepAlive: KeepAliveOptions
  /** Undefined: a client may send as fast as it can. */
  readonly rate: RateOptions | undefined
  readonly origins: OriginOptions
  /** True: a plain GET shows a status page; false: it gets 426. */
  readonly showsStatusPage: boolean
  /** Milliseconds between our close frame and the end of the socket. */
  readonly closeTimeoutMs: number
}

/**
 * What one client may send: `burst` messages at once, and then `messagesPerSecond`. Past that the router stops reading for a
 * moment. A large message counts as several: see `throttle.ts`.
 */
export interface RateOptions {
  readonly messagesPerSecond: number
  readonly burst: number
}

/** When silence becomes suspicious. An interval of 0 turns pings off. */
export interface KeepAliveOptions {
  readonly intervalMs: number
  readonly timeoutMs: number
  /** Bytes of a ping. */
  readonly size: number
  /** True: anything received counts as life; false: only pongs do. */
  readonly restartsOnAnyTraffic: boolean
}

/** Which pages may connect (the `Origin` header of a browser). */
export interface OriginOptions {
  /** Patterns with `*` over `scheme://host:port`; undefined: the careful default, see `origins.ts`. */
  readonly allowed: readonly string[] | undefined
  /** May `Origin: null` connect; undefined: only where any origin may. */
  readonly allowsNull: boolean | undefined
  /** True when the transport accepts something that a browser sends by itself (a cookie, a client certificate). */
  readonly hasAmbientCredential: boolean
  /** True when the listener is bound to this machine alone. */
  readonly isLoopback: boolean
  /** The port that clients see, where it differs from the one bound (Crossbar's `external_port`). */
  readonly externalPort: number | undefined
  /** The config key to name when a connection is refused. */
  readonly configPath: string
}

export const DEFAULT_MAX_MESSAGE_BYTES = 1024 * 1024
/** However short a frame is, it may keep 4 KiB in memory until its message is complete: together 4 MiB. */
export const DEFAULT_MESSAGE_FRAMES = 1_024
/** More than an honest program sends at its fastest, less than a core can route: one sender cannot take all of it. */
export const DEFAULT_MESSAGES_PER_SECOND = 100_000
export const DEFAULT_KEEP_ALIVE: KeepAliveOptions = {
  intervalMs: 30_000,
  timeoutMs: 15_000,
  size: 12,
  restartsOnAnyTraffic: true,
}
