/** The interface between connections and transports. It carries bytes and text, not messages. */
import type { Framing } from '@wampeter/protocol'

/** Close codes of WebSocket (RFC 6455, 7.4.1). Other transports ignore them. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  notUtf8: 1007,
  policyViolation: 1008,
  tooBig: 1009,
  internalError: 1011,
  tryAgainLater: 1013,
} as const

/** A transport, as its connection sees it. */
export interface Transport {
  /** The framing of messages. One object per kind of transport: it is compared by identity. */
  readonly framing: Framing
  /** Writes bytes to the socket. Other transports share the array, so it must not be changed. */
  write(bytes: Uint8Array): void
  /** The bytes that the socket has accepted and not sent yet. */
  buffered(): number
  /**
   * Stops reading until `resume`. The peer's silence does not count meanwhile. Frames may still arrive. May be
   * repeated.
   */
  pause(): void
  resume(): void
  /** Charges a message to the peer's rate limit. Absent when the transport has no such limit. */
  charge?(bytes: number, weight: number, now?: number): void
  /** Sets the most bytes of a message from now on; undefined restores the configured limit. */
  boundMessages?(bytes: number | undefined): void
  /** Closes the connection after everything that was written. Later writes are dropped. */
  close(code: number, reason: string): void
  /** Closes the connection at once. Bytes in the socket's buffer are lost. */
  destroy(): void
}

/** The flow control that a connection offers to its transport. */
export interface Input {
  /** Control frames or parts of a message were read: that takes time too, so the transport may have to be paused. */
  yieldIfDue(): void
  /** A long message is arriving. Connections without one come before this connection from now on. */
  expectWork(): void
  /** Stops reading until `speedUp`, because the peer sends too fast. */
  slowDown(): void
  speedUp(): void
  /** Stops reading until `hasRoom`, because too many large messages are being received. */
  waitForRoom(): void
  hasRoom(): void
}

/** The connection, as its transport sees it. None of these methods throws. */
export interface FrameSink {
  readonly inbox: Input
  /** Takes one frame and its number of bytes. Text is a string. Binary data is valid only during the call. */
  frame(data: string | Uint8Array, bytes: number): void
  /** The socket's buffer is empty. */
  drained(): void
  /** The transport has closed. Called once. */
  closed(): void
  /** The transport failed, or the peer broke its rules. The transport closes by itself. */
  transportFailed(error: Error): void
  /** An incomplete message exceeds the limit of `boundMessages`. */
  oversized(): void
}

/** The data about the other end of a connection, for the log and for authenticators. */
export interface TransportInfo {
  /** The peer's address in Crossbar's form: `tcp4:127.0.0.1:48638`. */
  readonly peer: string
  /** The trusted proxy that named the peer; undefined for a direct connection. */
  readonly proxy?: string | undefined
  /** `websocket`, `rawsocket` or `native`. */
  readonly framing: string
  readonly isSecure: boolean
  /** The HTTP handshake; undefined once it was dropped. */
  readonly handshake?: HandshakeRequest | undefined
  /** Called when no procedure may need the handshake: it takes a kilobyte or two, and may contain cookies. */
  dropHandshake?(): void
}

/** The HTTP request that opened a WebSocket. */
export interface HandshakeRequest {
  /** The router's own address, in the form of `peer`. */
  own(): string
  readonly ownPid: number
  /** The negotiated subprotocol. */
  readonly protocol: string
  /** The names are in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}
