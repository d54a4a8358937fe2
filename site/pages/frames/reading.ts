/** What there is to know about a kind of message, and a frame understood: which message it is, what it belongs to, and the facts about it that checks look for. */
import type { Frame } from './frame.ts'

export type Family = 'session' | 'publish' | 'call' | 'error'

export interface Position {
  readonly name: string
  readonly means: string
  /** A dictionary whose keys are explained one by one. */
  readonly isDict?: true
}

/** Its name and family, its positions, and what it says in words. */
export interface Kind {
  readonly code: number
  readonly name: string
  readonly family: Family
  /** From position 1 on; position 0 is always the code. */
  readonly positions: readonly Position[]
  /** What it says, with `code` in backticks. Its subject is the sender: "asks to …". */
  readonly say: (reading: Reading) => string
}

export interface Facts {
  readonly uri?: string | undefined
  readonly realm?: string | undefined
  readonly role?: string | undefined
  readonly authid?: string | undefined
  readonly method?: string | undefined
  readonly error?: string | undefined
  /** Which kind of request an ERROR answers. */
  readonly refused?: string | undefined
  /** Whether this session published the event itself. */
  readonly from?: 'me' | 'another' | undefined
}

export interface Reading {
  readonly frame: Frame
  /** Undefined where the frame is no WAMP message that we know. */
  readonly kind: Kind | undefined
  readonly message: readonly unknown[]
  readonly facts: Facts
  /** The frame that this one answers or belongs to. */
  readonly answers?: number | undefined
  /** The position of a secret that travels in the clear. */
  readonly secretAt?: number | undefined
}
