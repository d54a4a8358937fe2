/** The shapes of what a program gives to `subscribe` and `register`, and of what it gets. */
import type { Dict, EventDetails, Id, InvocationDetails, Uri } from '@wampeter/protocol'
import type { CallResult } from './call-result.ts'

/**
 * Gets events. What it throws goes to `onError`; other handlers get the event all the same. `publication` is the id that
 * the publisher gets for the same event.
 */
// oxlint-disable-next-line max-params -- the fourth is for the few that need it; the three are those of every handler
export type EventHandler<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict> = (
  args: Args,
  kwargs: Kwargs,
  details: EventDetails & Dict,
  publication: Id,
) => unknown

/**
 * Answers calls. What it returns, or a promise of it, becomes the result; several or named values are a `CallResult`;
 * nothing is an empty result. What an async generator yields are parts of the result, what it returns is the end.
 * A `WampError` that it throws reaches the caller as it is. Anything else goes to `onError`, and the caller gets
 * `wamp.error.runtime_error` without its text.
 */
// oxlint-disable-next-line max-params -- the fourth is for the few that need it; the three are those of every handler
export type ProcedureHandler<Args extends readonly unknown[] = readonly unknown[], Kwargs = Dict> = (
  args: Args,
  kwargs: Kwargs,
  details: InvocationDetails & Dict,
  call: IncomingCall,
) => unknown

/** The call that a procedure is answering. */
export interface IncomingCall {
  /** Aborted when the caller cancels, or the session ends (*Call Canceling*). */
  readonly signal: AbortSignal
  /** Sends a part of the result (*Progressive Call Results*). Nothing happens where the caller wants no parts. `ppt_…` keys of `details` are sent. */
  progress(args?: readonly unknown[], kwargs?: object, details?: Dict): void
  /** The parts of the input that follow the first (*Progressive Call Invocations*); it ends with the last one. */
  readonly input: AsyncIterable<CallResult>
}

/** Why a subscription or a registration ended. */
export interface Ended {
  /** `left` where this program did it, otherwise the URI that says why. */
  readonly reason: Uri
  readonly message: string
}

/** A subscription of this client. It outlives connections: after a loss it is restored. */
export interface Subscription {
  /** The router's id, another one after a reconnect; 0 while there is no connection. */
  readonly id: Id | 0
  readonly topic: Uri
  /** Resolves when it is over: by `unsubscribe`, revoked or refused by the router, or because the client was closed. */
  readonly ended: Promise<Ended>
  unsubscribe(): Promise<void>
  [Symbol.dispose](): void
  [Symbol.asyncDispose](): Promise<void>
}

/** A registration of this client: a procedure that others can call. It outlives connections: after a loss it is restored. */
export interface Registration {
  /** The router's id, another one after a reconnect; 0 while there is no connection. */
  readonly id: Id | 0
  readonly procedure: Uri
  /** Resolves when it is over: by `unregister`, revoked or refused by the router, or because the client was closed. */
  readonly ended: Promise<Ended>
  unregister(): Promise<void>
  [Symbol.dispose](): void
  [Symbol.asyncDispose](): Promise<void>
}
