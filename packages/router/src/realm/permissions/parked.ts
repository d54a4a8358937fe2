/** The requests of one session that wait until its authorizer has spoken, in the order in which they came. */
import { payloadOf } from '@wampeter/protocol'
import type { PendingCall } from '../dealer/pending-calls.ts'
import type { Waitable } from './waitable.ts'
import type { Request } from './verdict-cache.ts'
import type { Verdict } from './verdict.ts'

export interface ParkedRequest {
  readonly message: Waitable
  /** What the authorizer is asked; undefined for what needs no permission and only keeps its place. */
  readonly request: Request | undefined
  verdict: Verdict | undefined
  /** The question that is open. */
  question: PendingCall | undefined
}

/** Counted beside the payload for what a parked message costs by itself. */
const MESSAGE_BYTES = 500

export class Parked {
  readonly #limits: { readonly messages: number; readonly bytes: number }
  #requests: ParkedRequest[] = []
  #bytes = 0

  constructor(limits: { readonly messages: number; readonly bytes: number }) {
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#requests.length === 0
  }

  get size(): number {
    return this.#requests.length
  }

  /** True from the bound on: nothing further should be read from this session. */
  get isFull(): boolean {
    return this.#requests.length >= this.#limits.messages || this.#bytes >= this.#limits.bytes
  }

  /** True when half of the room is free again. */
  get hasRoom(): boolean {
    return this.#requests.length <= this.#limits.messages / 2 && this.#bytes <= this.#limits.bytes / 2
  }

  add(request: ParkedRequest): void {
    this.#requests.push(request)
    this.#bytes += bytesOf(request)
  }

  /** Takes out the first request, if it can be carried out now. */
  takeReady(): ParkedRequest | undefined {
    const [head] = this.#requests
    if (head === undefined || (head.request !== undefined && head.verdict === undefined)) return undefined
    this.#requests.shift()
    this.#bytes -= bytesOf(head)
    return head
  }

  values(): readonly ParkedRequest[] {
    return this.#requests
  }

  clear(): readonly ParkedRequest[] {
    const dropped = this.#requests
    this.#requests = []
    this.#bytes = 0
    return dropped
  }
}

const bytesOf = ({ message }: ParkedRequest): number => MESSAGE_BYTES + (payloadOf(message)?.size ?? 0)
