/** Who effects are for: to the core an opaque handle, to the session layer the way to a socket. */
import type { Id, RouterMessage, Uri } from '@wampeter/protocol'

/** Who a session is, as authentication left it. */
export interface Identity {
  readonly realm: Uri
  readonly session: Id
  readonly authid: string
  readonly authrole: string
  readonly authmethod: string
  readonly authprovider: string
}

/** One way of turning messages into frames: a serializer in a framing. Compared by `index`, which is small and dense. */
export interface Encoding {
  readonly index: number
  encode(message: RouterMessage): Uint8Array
}

interface Endable {
  /** Ends the session behind a peer, with GOODBYE; `retryAfterMs` tells the peer when to come back. */
  end(reason: Uri, message?: string, retryAfterMs?: number): void
  /** Ends it with ABORT; absent where there is no difference. */
  abort?(reason: Uri, message: string | undefined): void
  /** Stops reading from the peer until `resume`; absent where there is nothing to stop. */
  pause?(): void
  resume?(): void
}

/** Takes finished frames, which are shared between receivers of the same encoding. */
export interface Frames {
  readonly encoding: Encoding
  push(frame: Uint8Array): void
}

/** A session that gets frames. */
export interface FrameOutlet extends Endable {
  readonly frames: Frames
}

/** A session in this process, which gets messages as they are. */
export interface MessageOutlet extends Endable {
  readonly frames: undefined
  accept(message: RouterMessage): void
}

/** Where a peer's messages go. The realm carries it and never calls it. */
export type Outlet = FrameOutlet | MessageOutlet

/** A session, as much of it as effects need. */
export interface Receiver {
  readonly identity: Identity
  readonly outlet: Outlet
  /** Those of the outlet, at hand for each delivery. */
  readonly frames: Frames | undefined
}
