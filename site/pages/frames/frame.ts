/** What was seen of a WebSocket: a frame, or that it opened or closed. */

export interface Frame {
  readonly what: 'frame'
  readonly id: number
  readonly socket: number
  readonly direction: 'out' | 'in'
  /** Milliseconds since the page was loaded. */
  readonly at: number
  /** The text as it travelled; undefined for a binary frame. */
  readonly raw: string | undefined
  readonly bytes: number
}

export interface SocketNote {
  readonly what: 'opened' | 'closed'
  readonly id: number
  readonly socket: number
  readonly at: number
  readonly text: string
  /** False where nothing answered at that address, or the connection broke off. */
  readonly wasClean: boolean
}

export type Seen = Frame | SocketNote
