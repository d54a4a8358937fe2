/** The interface of a session, the same whether it runs in this process or, with the client, over a network. */
import type { Dict, EventDetails, Id, InvocationDetails, Uri } from '@wampeter/protocol'
import type { CallResult } from './call-result.ts'

export type EventHandler = (args: readonly unknown[], kwargs: Dict, details: EventDetails & Dict) => unknown

/** Answers a call: its result, or a promise of it, becomes the RESULT; what it throws becomes the ERROR. */
export type ProcedureHandler = (args: readonly unknown[], kwargs: Dict, details: InvocationDetails & Dict) => unknown

export interface PublishOptions {
  readonly kwargs?: Dict
  /** Wait until the router has accepted the event. Default false: a refusal is then silent, as the protocol has it. */
  readonly acknowledge?: boolean
  /** Default true: the publisher does not get its own event. */
  readonly excludeMe?: boolean
  readonly discloseMe?: boolean
}

export interface CallOptions {
  readonly kwargs?: Dict
  readonly discloseMe?: boolean
}

export interface Subscription {
  readonly id: Id
  readonly topic: Uri
  unsubscribe(): Promise<void>
}

export interface Registration {
  readonly id: Id
  readonly procedure: Uri
  unregister(): Promise<void>
}

/** Every method rejects with a WampError when the router answers with ERROR, or when the session ends first. */
export interface Session {
  readonly id: Id
  readonly isOpen: boolean
  subscribe(topic: Uri, handler: EventHandler): Promise<Subscription>
  /** Resolves with the publication's id where acknowledged, otherwise with undefined. */
  publish(topic: Uri, args?: readonly unknown[], options?: PublishOptions): Promise<Id | undefined>
  register(procedure: Uri, handler: ProcedureHandler): Promise<Registration>
  call(procedure: Uri, args?: readonly unknown[], options?: CallOptions): Promise<CallResult>
  leave(reason?: Uri): Promise<void>
  /** Tells once why the session ended. */
  onEnd(handler: (reason: Uri) => void): void
}
