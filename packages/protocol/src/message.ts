/** The types of all messages, by sender. */
import type { Abort } from './messages/abort.ts'
import type { Call, Result } from './messages/call.ts'
import type { Cancel, Interrupt } from './messages/cancel.ts'
import type { Authenticate, Challenge } from './messages/challenge.ts'
import type { ErrorMessage } from './messages/error.ts'
import type { Event, EventReceived } from './messages/event.ts'
import type { Goodbye } from './messages/goodbye.ts'
import type { Hello, Welcome } from './messages/hello.ts'
import type { Invocation, Yield } from './messages/invocation.ts'
import type { Publish, Published } from './messages/publish.ts'
import type { Register, Registered } from './messages/register.ts'
import type { Subscribe, Subscribed } from './messages/subscribe.ts'
import type { Unregister, Unregistered } from './messages/unregister.ts'
import type { Unsubscribe, Unsubscribed } from './messages/unsubscribe.ts'

/** The messages that a client may send before its session is established. */
export type HandshakeMessage = Hello | Authenticate | Abort

/** The messages that a client may send in an established session. */
export type SessionMessage =
  | Goodbye
  | ErrorMessage
  | Publish
  | Subscribe
  | Unsubscribe
  | EventReceived
  | Call
  | Cancel
  | Register
  | Unregister
  | Yield

/** The messages that a client may send. */
export type ClientMessage = HandshakeMessage | SessionMessage

/** The messages that a router may send. */
export type RouterMessage =
  | Welcome
  | Abort
  | Challenge
  | Goodbye
  | ErrorMessage
  | Published
  | Subscribed
  | Unsubscribed
  | Event
  | Result
  | Registered
  | Unregistered
  | Invocation
  | Interrupt

/** Any message. */
export type Message = ClientMessage | RouterMessage
/** The name of a message type. */
export type MessageKind = Message['kind']
