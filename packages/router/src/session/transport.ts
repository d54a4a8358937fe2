/** What a session asks of a transport, and what a transport tells its session. Bytes and text only: no messages here. */
import type { Framing } from '@wampeter/protocol'

/** Close codes of WebSocket (RFC 6455, 7.4.1); other transports just close. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  policyViolation: 1008,
  internalError: 1011,
  tryAgainLater: 1013,
} as const

export interface Transport {
  /** How messages are wrapped. One object per kind of transport: it is compared by identity. */
  readonly framing: Framing
  /** Hands bytes to the socket. The array is shared with other transports: it must not be changed. */
  write(bytes: Uint8Array): void
  /** Bytes that the socket has accepted and not yet passed on. */
  buffered(): number
  /** Stops reading, and judging the peer by its silence, until `resume`. What is half read may still arrive. May be repeated. */
  pause(): void
  resume(): void
  /** One message was read, and weighed so much. For transports that bound how fast a peer may send. */
  charge?(bytes: number, weight: number, now?: number): void
  /** Most bytes of one message from now on; undefined: as the transport is configured. */
  boundMessages?(bytes: number | undefined): void
  /** Ends the connection in order, after what was written. Later writes are dropped. */
  close(code: number, reason: string): void
  /** Ends the connection at once; what the socket still holds is lost. */
  destroy(): void
}

/** How a transport has its connection read more slowly. */
export interface Input {
  /** Something comes, or came, that is no message yet: it takes time, too, and the transport may have to be paused. */
  yieldIfDue(): void
  /** The peer sends too fast: nothing more is to be read until `speedUp`. */
  slowDown(): void
  speedUp(): void
  /** Too many large messages are being received: nothing more is to be read until `hasRoom`. */
  waitForRoom(): void
  hasRoom(): void
}

/** Where a transport puts what comes in. None of these throws. */
export interface FrameSink {
  readonly inbox: Input
  /** One frame: text as a string, binary as bytes that are only valid during the call; and how many bytes it had. */
  frame(data: string | Uint8Array, bytes: number): void
  /** The socket has passed on all it held. */
  drained(): void
  /** The connection is gone. Called once. */
  closed(): void
  /** The peer broke the transport's own rules; the transport closes by itself. */
  transportFailed(error: Error): void
  /** More came than `boundMessages` allows, and no message is complete. */
  oversized(): void
}

/** What is known of the other end. Shown in logs and handed to authenticators. */
export interface TransportInfo {
  /** As Crossbar writes it: `tcp4:127.0.0.1:48638`. */
  readonly peer: string
  /** The trusted proxy that names the peer; undefined where the peer has connected directly. */
  readonly proxy?: string | undefined
  /** `websocket`, `rawsocket`, `native`. */
  readonly framing: string
  readonly isSecure: boolean
  /** How it was opened. Kept only as long as somebody may be told: it may hold cookies. */
  readonly handshake?: HandshakeRequest
}

/** The HTTP request that became a WebSocket. */
export interface HandshakeRequest {
  /** This end, as `peer` is written. */
  own(): string
  readonly ownPid: number
  /** The subprotocol that was agreed on. */
  readonly protocol: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** A request's headers are of no use once nobody may ask for them, and take a kilobyte or two. */
export const withoutHandshake = ({ peer, proxy, framing, isSecure }: TransportInfo): TransportInfo => ({
  peer,
  ...(proxy === undefined ? {} : { proxy }),
  framing,
  isSecure,
})
