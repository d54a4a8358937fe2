/**
 * What the two sides of a call say to each other before they can talk directly. The types are written out here, so that
 * the files that decide about a call need no browser.
 */

/** The most people in one call, oneself included: each of them sends to each other one directly. */
export const MESH_LIMIT = 4

/** The most that a signal may hold. A description of a call of four people has about 10 KiB. */
export const SIGNAL_LIMITS = {
  callCharacters: 64,
  nameCharacters: 256,
  descriptionBytes: 65_536,
  candidateBytes: 4_096,
} as const

/** An offer or an answer. */
export interface Description {
  readonly type: 'offer' | 'answer'
  readonly sdp: string
}

/** One address where a side may be reached, as a browser tells it. */
export interface Candidate {
  readonly candidate?: string
  readonly sdpMid?: string | null
  readonly sdpMLineIndex?: number | null
  readonly usernameFragment?: string | null
}

/** A page in a call: the session that it signals by, and the name of its user. */
export interface Party {
  readonly session: number
  readonly name: string
}

export type Media = 'video' | 'audio'

/**
 * The words that need nothing but the id of the call.
 * `ringing`: the answer of each page of the person who is rung. `cancel`: the caller has given up. `elsewhere`: another
 * page of the same person has answered. `busy`: the person is in another call. `full`: the call has as many people as it
 * can have. `join`: somebody who was invited into a call asks to be connected.
 */
export const WORDS = ['ringing', 'cancel', 'accept', 'decline', 'busy', 'elsewhere', 'hangup', 'full', 'join'] as const

export type Word = (typeof WORDS)[number]

/** What one page tells another. Who sent it is never in it: the router says that. */
export type Signal =
  | { readonly kind: 'ring'; readonly call: string; readonly media: Media }
  | { readonly kind: Word; readonly call: string }
  /** To those in the call: this person may join it. */
  | { readonly kind: 'invited'; readonly call: string; readonly name: string }
  /** To a person who comes in: who is in the call besides the sender. */
  | { readonly kind: 'others'; readonly call: string; readonly others: readonly Party[] }
  | Negotiable

/** The signals that set up or change one connection. */
export type Negotiable =
  | { readonly kind: 'description'; readonly call: string; readonly description: Description }
  /** Null: there are no more. */
  | { readonly kind: 'candidate'; readonly call: string; readonly candidate: Candidate | null }

/** How signals travel. `from` comes from what the router disclosed, never from the signal. */
export interface Signalling {
  /** `to`: the session of the page that shall hear it, and no other. */
  send(to: number, signal: Signal): Promise<void> | void
  /** Returns what ends the listening. */
  listen(hear: (from: Party, signal: unknown) => void): () => void
}

/** The rule of who gives way when both sides offer at once; both must decide it alike. */
export const isPolite = (own: number, other: number): boolean => own < other
