/** The receivers of effects. The realm treats them as opaque handles; the session layer sends their messages. */
import type { Id, RouterMessage, Uri } from '@wampeter/protocol'

/** The identity of a session, as set by authentication. */
export interface Identity {
  readonly realm: Uri
  readonly session: Id
  readonly authid: string
  readonly authrole: string
  readonly authmethod: string
  readonly authprovider: string
}

/** A serializer in a framing, which turns messages into frames. Identified by `index`, a small number. */
export interface Encoding {
  readonly index: number
  encode(message: RouterMessage): Uint8Array
}

interface Endable {
  /** Ends the session with GOODBYE. `retryAfterMs` tells the peer when to reconnect. */
  end(reason: Uri, message?: string, retryAfterMs?: number): void
  /** Ends the session with ABORT; absent when that is the same as `end`. */
  abort?(reason: Uri, message: string | undefined): void
  /** Stops reading from the peer until `resume`; absent when there is nothing to stop. */
  pause?(): void
  resume?(): void
}

/** Takes encoded frames, which are shared between receivers of the same encoding. */
export interface Frames {
  readonly encoding: Encoding
  push(frame: Uint8Array): void
}

/** The outlet of a session that gets frames. */
export interface FrameOutlet extends Endable {
  readonly frames: Frames
}

/** The outlet of a session inside this process, which gets messages. */
export interface MessageOutlet extends Endable {
  readonly frames: undefined
  accept(message: RouterMessage): void
}

/** The destination of a peer's messages. The realm carries it and never calls it. */
export type Outlet = FrameOutlet | MessageOutlet

/** The outlet of a peer without a connection: messages are dropped. */
export const NOWHERE: MessageOutlet = { frames: undefined, accept: () => {}, end: () => {} }

/** A session, as far as effects need it. */
export interface Receiver {
  readonly identity: Identity
  readonly outlet: Outlet
  /** The `frames` of the outlet, for quick access at each delivery. */
  readonly frames: Frames | undefined
}
