/**
 * What a connection does with each message, by its state: the life of a session as a table. Where a log-in is under way
 * the handshake decides; it has a table of its own.
 */
import type { ClientMessage } from '@wampeter/protocol'
import type { RoutedMessage } from '../realm/realm.ts'

export type ConnectionState =
  /** No session yet: HELLO, or the answer to a challenge, is awaited. */
  | 'logging in'
  /** The peer has said GOODBYE and was answered; another HELLO may follow. */
  | 'logging in again'
  /** From WELCOME on. */
  | 'in session'
  /** The router has said GOODBYE and waits for the peer's. */
  | 'leaving'
  /** Nothing is read and nothing more is sent. */
  | 'closed'

/** A message, as far as the table tells messages apart: `request` is everything that a realm routes. */
export type Arrival = 'HELLO' | 'AUTHENTICATE' | 'ABORT' | 'GOODBYE' | 'request'

export type Reaction =
  | 'accept'
  /** The handshake accepts or refuses it. */
  | 'handshake'
  | 'ignore'
  /** It breaks the protocol: the connection is aborted. */
  | 'violation'

type Reactions = Readonly<Record<Arrival, Reaction>>

const WITHOUT_SESSION: Reactions = {
  HELLO: 'handshake',
  AUTHENTICATE: 'handshake',
  ABORT: 'accept',
  GOODBYE: 'handshake',
  request: 'handshake',
}

export const REACTIONS: Readonly<Record<ConnectionState, Reactions>> = {
  'logging in': WITHOUT_SESSION,
  'logging in again': WITHOUT_SESSION,
  'in session': {
    HELLO: 'violation',
    AUTHENTICATE: 'violation',
    ABORT: 'accept',
    GOODBYE: 'accept',
    request: 'accept',
  },
  leaving: {
    HELLO: 'ignore',
    AUTHENTICATE: 'ignore',
    ABORT: 'ignore',
    GOODBYE: 'accept',
    request: 'ignore',
  },
  closed: {
    HELLO: 'ignore',
    AUTHENTICATE: 'ignore',
    ABORT: 'ignore',
    GOODBYE: 'ignore',
    request: 'ignore',
  },
}

export const isRequest = (message: ClientMessage): message is RoutedMessage =>
  message.kind !== 'HELLO' && message.kind !== 'AUTHENTICATE' && message.kind !== 'ABORT' && message.kind !== 'GOODBYE'

export const reactionTo = (state: ConnectionState, message: ClientMessage): Reaction =>
  REACTIONS[state][isRequest(message) ? 'request' : message.kind]
