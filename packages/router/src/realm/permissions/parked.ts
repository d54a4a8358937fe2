/** The requests of one session that wait until its authorizer has spoken, in the order in which they came. */
import { headerOf, Payload, payloadOf, payloadSize } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Rules } from '../options.ts'
import type { PendingCall } from '../peer.ts'
import type { Request, Waitable } from './waitable.ts'
import type { Verdict } from './verdict.ts'

export interface ParkedRequest {
  readonly message: Waitable | undefined
  /** What the authorizer is asked; undefined for what needs no permission and only keeps its place. */
  readonly request: Request | undefined
  verdict: Verdict | undefined
  /** The question that is open. */
  question: PendingCall | undefined
  /** How often answers had been forgotten when it was asked. */
  readonly age: number
  /** What follows when all before it is done; instead of a message. */
  readonly last: (() => Effect[]) | undefined
}

/** Counted beside the payload for what a parked message costs by itself. */
const MESSAGE_BYTES = 500

export class Parked {
  readonly #rules: Rules
  #requests: ParkedRequest[] = []
  #bytes = 0

  constructor(rules: Rules) {
    this.#rules = rules
  }

  get isEmpty(): boolean {
    return this.#requests.length === 0
  }

  get size(): number {
    return this.#requests.length
  }

  /** True from the bound on: nothing further should be read from this session. */
  get isFull(): boolean {
    const { parkedPerSession, parkedBytesPerSession } = this.#rules.options.limits
    return this.#requests.length >= parkedPerSession || this.#bytes >= parkedBytesPerSession
  }

  /** True when half of the room is free again. */
  get hasRoom(): boolean {
    const { parkedPerSession, parkedBytesPerSession } = this.#rules.options.limits
    return this.#requests.length <= parkedPerSession / 2 && this.#bytes <= parkedBytesPerSession / 2
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

const bytesOf = ({ message }: ParkedRequest): number =>
  message === undefined
    ? 0
    : MESSAGE_BYTES + payloadSize(payloadOf(message) ?? Payload.empty) + weight(headerOf(message))

/** About what a value of the wire takes in memory: 16 bytes for each part of it, and its texts. */
function weight(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length
  if (value instanceof Uint8Array) return 16 + value.length
  if (typeof value !== 'object' || value === null) return 16
  return Object.entries(value).reduce((sum, [key, part]) => sum + 2 * key.length + weight(part), 16)
}
