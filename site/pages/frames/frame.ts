/** An observation of a WebSocket: a frame, or its opening or closing. */

export interface Frame {
  readonly what: 'frame'
  readonly id: number
  readonly socket: number
  readonly direction: 'out' | 'in'
  /** Milliseconds since the page was loaded. */
  readonly at: number
  /** The text as it was sent; undefined for a binary frame. */
  readonly raw: string | undefined
  readonly bytes: number
}

export interface SocketNote {
  readonly what: 'opened' | 'closed'
  readonly id: number
  readonly socket: number
  readonly at: number
  readonly text: string
  /** False where no server answered, or the connection was lost. */
  readonly wasClean: boolean
}

export type Seen = Frame | SocketNote
