/** Where a transport listens. */
export interface ListenOptions {
  /** The address to bind; all addresses of the machine where undefined. */
  readonly host: string | undefined
  /** 0 lets the system choose a free one (ours; Crossbar refuses it). */
  readonly port: number
  /** Tried in order until one is free; replaces `port` where given. */
  readonly portRange: readonly [first: number, last: number] | undefined
  /** True: IPv6 only. */
  readonly isIPv6: boolean
  /** True: several processes may listen on the port. */
  readonly isShared: boolean
  /** Maximum of connections that wait to be accepted. */
  readonly backlog: number
  readonly tls: TlsOptions | undefined
  /** Maximum of open connections; further ones are closed at once. */
  readonly maxConnections: number
  /** Maximum of open connections per address (IPv6: per /64); further ones are closed at once. */
  readonly maxConnectionsPerAddress: number
  /**
   * Addresses and networks (`10.0.0.0/8`) of proxies: their forwarding headers are believed, and they are not counted
   * themselves.
   */
  readonly trustedProxies: readonly string[]
  /** Milliseconds in which a client must send the head of its request. */
  readonly requestTimeoutMs: number
  /** Milliseconds after which a response ends whose client has read nothing of it. */
  readonly responseTimeoutMs: number
  /** Seconds for `Strict-Transport-Security`; undefined: no such header. */
  readonly hstsSeconds: number | undefined
}

/** Files of a TLS endpoint, absolute paths, PEM. */
export interface TlsOptions {
  readonly keyFile: string
  readonly certificateFile: string
  /** Appended to the certificate, in order. */
  readonly chainFiles: readonly string[]
  readonly ciphers: string | undefined
  readonly dhParamFile: string | undefined
}

export const DEFAULT_BACKLOG = 4096
export const DEFAULT_MAX_CONNECTIONS = 100_000
export const DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 1_000
export const DEFAULT_REQUEST_TIMEOUT_MS = 5_000
export const DEFAULT_RESPONSE_TIMEOUT_MS = 30_000
/** This machine: a proxy beside the router needs no configuration. */
export const DEFAULT_TRUSTED_PROXIES: readonly string[] = ['127.0.0.0/8', '::1']
