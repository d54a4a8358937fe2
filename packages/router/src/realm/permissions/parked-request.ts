/** A request of a session that waits for its authorizer's answer. */
import { detached, Payload, payloadOf } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { PendingCall } from '../peer.ts'
import type { QueuedRequest, WaitReason } from '../request-queue.ts'
import type { Verdict } from './verdict.ts'
import type { Request, Waitable } from './waitable.ts'

/** The part of an authorizer that a waiting request needs. */
export interface Judge {
  readonly procedure: string
  carryOut(message: Waitable, verdict: Verdict | undefined): Effect[]
  abandon(question: PendingCall): Effect[]
}

/** A request that waits for the answer of an authorizer. */
export class ParkedRequest implements QueuedRequest {
  readonly message: Waitable
  /** The permission that the request needs; undefined when it needs none and only keeps its place in the queue. */
  readonly request: Request | undefined
  /** The number of times that the cache had been cleared when the question was sent. */
  readonly age: number
  verdict: Verdict | undefined
  /** The pending call to the authorizer. */
  question: PendingCall | undefined
  readonly #judge: Judge

  constructor(message: Waitable, { request, age, judge }: { request: Request | undefined; age: number; judge: Judge }) {
    this.message = kept(message)
    this.request = request
    this.age = age
    this.#judge = judge
  }

  get reason(): WaitReason | undefined {
    return this.request === undefined || this.verdict !== undefined
      ? undefined
      : `permission from "${this.#judge.procedure}"`
  }

  run(): Effect[] {
    return this.#judge.carryOut(this.message, this.verdict)
  }

  drop(): Effect[] {
    return this.question === undefined ? [] : this.#judge.abandon(this.question)
  }
}

/** A message that may be kept: its payload is copied, so that it does not keep the whole frame in memory. */
export function kept<Message extends Waitable>(message: Message): Message {
  const payload = payloadOf(message)
  return payload === undefined || payload === Payload.empty ? message : { ...message, payload: detached(payload) }
}
