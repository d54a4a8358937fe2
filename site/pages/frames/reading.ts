/**
 * The description of a kind of message; and the reading of a frame: its kind, the frame that it belongs to, and the
 * facts that checks look for.
 */
import type { Frame } from './frame.ts'

export type Family = 'session' | 'publish' | 'call' | 'error'

export interface Position {
  readonly name: string
  readonly means: string
  /** True for a dictionary whose keys are explained one by one. */
  readonly isDict?: true
}

/** A kind of message: its name and family, its positions, and its meaning as a sentence. */
export interface Kind {
  readonly code: number
  readonly name: string
  readonly family: Family
  /** The positions from 1 on; position 0 is always the code. */
  readonly positions: readonly Position[]
  /** Its meaning as a sentence without a subject, with `code` in backticks. The subject is the sender: "asks to …". */
  readonly say: (reading: Reading) => string
}

export interface Facts {
  readonly uri?: string | undefined
  readonly realm?: string | undefined
  readonly role?: string | undefined
  readonly authid?: string | undefined
  readonly method?: string | undefined
  readonly error?: string | undefined
  /** What a signal of a call is: `offer`, `answer`, `candidate` or another word. */
  readonly signal?: string | undefined
  /** The kind of request that an ERROR answers. */
  readonly refused?: string | undefined
  /** `me` where this session published the event itself. */
  readonly from?: 'me' | 'another' | undefined
}

export interface Reading {
  readonly frame: Frame
  /** Undefined where the frame is no known WAMP message. */
  readonly kind: Kind | undefined
  readonly message: readonly unknown[]
  readonly facts: Facts
  /** The frame that this one answers or belongs to. */
  readonly answers?: number | undefined
  /** The client's own question whether the router is still there, or its answer. */
  readonly isProbe?: true | undefined
  /** The position of a secret that travels in the clear. */
  readonly secretAt?: number | undefined
}
