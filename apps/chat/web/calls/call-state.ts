/**
 * What a page knows of its call. A page is in one call at most, and a person takes part in a call with one page, so
 * the others in a call are told apart by their names. Their sessions may change: after a loss of the connection.
 */
import { MESH_LIMIT } from './signal.ts'
import type { Media, Negotiable, Party, Signal } from './signal.ts'

/** Times in milliseconds. */
export const CALL_TIMES = {
  /** A person who is rung has so long to answer. */
  ringMs: 30_000,
  /** A page that is rung stops by itself after so long: the caller's word may have got lost. */
  rungMs: 36_000,
  /** A ring that no page has answered is sent again after so long. */
  ringAgainMs: 4_000,
  /** The way between two pages must be found within this time. */
  connectMs: 20_000,
  /** `join` is sent again to a page that is not connected. */
  joinAgainMs: 3_000,
  /** A connection that was lost may come back within this time. */
  lostMs: 30_000,
  /** A person who was invited by another may join within this time. */
  invitedMs: 60_000,
} as const

export const CALL_LIMITS = { tabs: 20, rings: 3 } as const

/** Somebody else in the call. */
export interface Peer extends Party {
  readonly state: 'connecting' | 'connected' | 'lost'
  /** True: this side made the first offer. It is the impolite side of the negotiation. */
  readonly offers: boolean
  /** When this side gives up; Infinity while it is connected. */
  readonly until: number
  /** When `join` is sent again; Infinity if it was never sent. */
  readonly joinAgain: number
}

/** Somebody who is rung. */
export interface Invitation {
  readonly name: string
  /** The sessions of the pages that ring. */
  readonly tabs: readonly number[]
  readonly until: number
  readonly ringAgain: number
  readonly rings: number
}

/** Somebody whom another person in the call has invited. */
export interface Expected {
  readonly name: string
  readonly until: number
}

export interface Going {
  readonly phase: 'call'
  readonly call: string
  readonly thread: string
  readonly media: Media
  readonly peers: readonly Peer[]
  readonly invitations: readonly Invitation[]
  readonly expected: readonly Expected[]
}

export interface Rung {
  readonly phase: 'rung'
  readonly call: string
  readonly thread: string
  readonly media: Media
  readonly from: Party
  readonly until: number
}

/** Why a call is over. `why` is a key: the page has the words. */
export interface Ended {
  readonly why:
    | 'hung-up'
    | 'left'
    | 'declined'
    | 'busy'
    | 'no-answer'
    | 'unreachable'
    | 'missed'
    | 'elsewhere'
    | 'no-path'
    | 'lost'
    | 'full'
    | 'refused'
    | 'removed'
  readonly name: string
}

export interface Idle {
  readonly phase: 'idle'
  /** How the last call ended. */
  readonly ended?: Ended
}

export type CallState = Idle | Rung | Going

/** What happens to a page. */
export type CallEvent =
  /** The user calls somebody, or asks somebody into the call. `call`: a new id, used if there is no call yet. */
  | {
      readonly kind: 'dial'
      readonly thread: string
      readonly name: string
      readonly call: string
      readonly media: Media
    }
  | { readonly kind: 'answer' | 'decline' | 'hang-up' }
  /** The user does not want to ring this person any more. */
  | { readonly kind: 'withdraw'; readonly name: string }
  | { readonly kind: 'heard'; readonly thread: string; readonly from: Party; readonly signal: Signal }
  /** The connection to this person is there, is lost, or was closed by the other side. */
  | { readonly kind: 'connected' | 'lost' | 'closed'; readonly name: string }
  /** This person said, over the connection, that they have another session now. */
  | { readonly kind: 'moved'; readonly name: string; readonly session: number }
  /** A ring could not be sent. */
  | { readonly kind: 'unsent'; readonly call: string; readonly name: string; readonly why: 'refused' | 'unreachable' }
  /** The membership of this person has ended. */
  | { readonly kind: 'removed'; readonly thread: string; readonly name: string }
  /** This page has a new session. */
  | { readonly kind: 'back' }
  /** The page's own membership or log-in has ended; `thread` undefined: in all threads. */
  | { readonly kind: 'out'; readonly thread: string | undefined }
  | { readonly kind: 'tick' }

/** What must be done, in this order. */
export type Effect =
  | {
      readonly do: 'ring'
      readonly thread: string
      readonly name: string
      readonly call: string
      readonly media: Media
    }
  | { readonly do: 'send'; readonly thread: string; readonly to: number; readonly signal: Signal }
  | { readonly do: 'connect'; readonly name: string; readonly offers: boolean }
  | { readonly do: 'disconnect'; readonly name: string }
  | { readonly do: 'negotiate'; readonly name: string; readonly signal: Negotiable }
  /** Signals to this person may have got lost. */
  | { readonly do: 'again'; readonly name: string }
  /** For the user, or for the log of the page: something was refused. */
  | { readonly do: 'tell'; readonly problem: string }

/** When something must be looked at again; Infinity for never. */
export function deadlineOf(state: CallState): number {
  if (state.phase === 'idle') return Infinity
  if (state.phase === 'rung') return state.until
  return Math.min(
    ...state.peers.map(({ until, joinAgain }) => Math.min(until, joinAgain)),
    ...state.invitations.map(({ until, ringAgain }) => Math.min(until, ringAgain)),
    ...state.expected.map(({ until }) => until),
  )
}

/** True when nobody else can be asked into the call. */
export const isFull = ({ peers, invitations }: Going): boolean => 1 + peers.length + invitations.length >= MESH_LIMIT
