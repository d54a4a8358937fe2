/**
 * The states of a connection, and the table of what it does with each message in each state. During a log-in the
 * handshake decides by a table of its own.
 */
import type { ClientMessage } from '@wampeter/protocol'
import type { RoutedMessage } from '../realm/realm.ts'

/** The state of a connection. */
export type ConnectionState =
  /** There is no session yet. HELLO or AUTHENTICATE is expected. */
  | 'logging in'
  /** The session ended by a GOODBYE of the peer. Another HELLO may follow. */
  | 'logging in again'
  /** From WELCOME until the session ends. */
  | 'in session'
  /** The router has sent GOODBYE and waits for the peer's. */
  | 'leaving'
  /** The connection reads nothing and sends nothing. */
  | 'closed'

/** The kinds of messages in the table. `request` stands for every message that a realm routes. */
export type Arrival = 'HELLO' | 'AUTHENTICATE' | 'ABORT' | 'GOODBYE' | 'request'

/** What a connection does with a message. */
export type Reaction =
  | 'accept'
  /** The handshake accepts or refuses it. */
  | 'handshake'
  | 'ignore'
  /** A protocol violation: the connection is aborted. */
  | 'violation'

type Reactions = Readonly<Record<Arrival, Reaction>>

const WITHOUT_SESSION: Reactions = {
  HELLO: 'handshake',
  AUTHENTICATE: 'handshake',
  ABORT: 'accept',
  GOODBYE: 'handshake',
  request: 'handshake',
}

/** The reaction to each kind of message, by state. */
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

/** True for a message that a realm routes. */
export const isRequest = (message: ClientMessage): message is RoutedMessage =>
  message.kind !== 'HELLO' && message.kind !== 'AUTHENTICATE' && message.kind !== 'ABORT' && message.kind !== 'GOODBYE'

/** The reaction to a message in a state. */
export const reactionTo = (state: ConnectionState, message: ClientMessage): Reaction =>
  REACTIONS[state][isRequest(message) ? 'request' : message.kind]
