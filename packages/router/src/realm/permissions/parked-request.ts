/** One request of a session that waits until its authorizer has spoken. */
import { detached, Payload, payloadOf } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { PendingCall } from '../peer.ts'
import type { QueuedRequest, WaitReason } from '../request-queue.ts'
import type { Verdict } from './verdict.ts'
import type { Request, Waitable } from './waitable.ts'

/** What an authorizer does for a request when its time has come. */
export interface Judge {
  readonly procedure: string
  carryOut(message: Waitable, verdict: Verdict | undefined): Effect[]
  abandon(question: PendingCall): Effect[]
}

export class ParkedRequest implements QueuedRequest {
  readonly message: Waitable
  /** What the authorizer is asked; undefined for what needs no permission and only keeps its place. */
  readonly request: Request | undefined
  /** How often answers had been forgotten when it was asked. */
  readonly age: number
  verdict: Verdict | undefined
  /** The question that is open. */
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

/** What outlives the turn must not pin the buffer it was read from. */
export function kept<Message extends Waitable>(message: Message): Message {
  const payload = payloadOf(message)
  return payload === undefined || payload === Payload.empty ? message : { ...message, payload: detached(payload) }
}
