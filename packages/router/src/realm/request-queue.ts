/**
 * The requests of one session that must wait, in the order in which they came. A request waits for a reason of its own
 * (an authorizer has not spoken yet), or because all of the session's requests are held (the answer to an earlier one
 * is still on its way). The head is carried out when nothing keeps it any more, so no request overtakes another.
 */
import { next, note, pause, resume, warn } from './effect.ts'
import type { Effect } from './effect.ts'
import { guarded } from './guarded.ts'
import { LimitExceeded } from './limits.ts'
import type { Rules } from './options.ts'
import type { Receiver } from './receiver.ts'
import type { Waitable } from './permissions/waitable.ts'
import { weightOfMessage } from './weight.ts'

/** What a request waits for, as the log says it: `permission from "app.may"`. */
export type WaitReason = string

export interface QueuedRequest {
  /** Undefined for what follows the requests and is none itself. */
  readonly message: Waitable | undefined
  /** Undefined: it waits for its turn only. */
  readonly reason: WaitReason | undefined
  /** Carries it out. */
  run(): Effect[]
  /** It is not carried out any more. */
  drop(): Effect[]
}

/** Keeps every request of a session from being carried out until it is released. */
export interface Hold {
  readonly reason: WaitReason
  /** Carries out what waited. Harmless when repeated. */
  release(): Effect[]
}

/** In-process sessions cannot be paused: past this many times the bound their requests are refused. */
const OVERFLOW = 10

export class RequestQueue {
  readonly #peer: Receiver
  readonly #rules: Rules
  #requests: QueuedRequest[] = []
  readonly #holds = new Set<Hold>()
  #bytes = 0
  #isPaused = false
  #wasEverPaused = false

  constructor(peer: Receiver, rules: Rules) {
    this.#peer = peer
    this.#rules = rules
  }

  /** True when a request that comes now need not wait for others. */
  get isEmpty(): boolean {
    return this.#requests.length === 0 && this.#holds.size === 0
  }

  /** How many requests wait. */
  get size(): number {
    return this.#requests.length
  }

  /** Appends a request, and stops reading from the session at the bound. It is carried out by `settle`. */
  add(request: QueuedRequest): Effect[] {
    const { parkedPerSession } = this.#rules.options.limits
    if (this.#requests.length >= OVERFLOW * parkedPerSession)
      throw new LimitExceeded('too many requests of this session wait for permission')
    this.#requests.push(request)
    this.#bytes += bytesOf(request)
    return this.#isPaused || !this.#isFull ? [] : this.#stop()
  }

  /** Holds all requests. What waits already and what comes is carried out after the release. */
  hold(reason: WaitReason): Hold {
    const hold: Hold = {
      reason,
      release: () => (this.#holds.delete(hold) ? this.settle() : []),
    }
    this.#holds.add(hold)
    return hold
  }

  /** One request at a time: what the last one did must have been carried out before the next is judged by it. */
  settle(): Effect[] {
    const head = this.#takeReady()
    const effects = head === undefined ? [] : [...this.#carryOut(head), next(() => this.settle())]
    if (this.#isPaused && this.#hasRoom) effects.push(...this.#goOn())
    return effects
  }

  #takeReady(): QueuedRequest | undefined {
    const [head] = this.#requests
    if (head === undefined || head.reason !== undefined || this.#holds.size > 0) return undefined
    this.#requests.shift()
    this.#bytes -= bytesOf(head)
    return head
  }

  #carryOut(head: QueuedRequest): Effect[] {
    if (head.message === undefined) return head.run()
    return guarded(
      this.#peer,
      () => head.run(),
      () => this.leave(),
    )
  }

  /** Runs when nothing waits any more. */
  finally(last: () => Effect[]): Effect[] {
    if (this.isEmpty) return last()
    this.#requests.push({ message: undefined, reason: undefined, run: last, drop: () => [] })
    return []
  }

  /** Gives back what waited, in order, to be received anew. */
  release(): { readonly messages: readonly Waitable[]; readonly effects: Effect[] } {
    const waiting = this.#clear()
    const effects = waiting.flatMap((request) => request.drop())
    if (this.#isPaused) effects.push(...this.#goOn())
    return { messages: waiting.flatMap(({ message }) => message ?? []), effects }
  }

  /** The session is gone: what waited is not carried out any more. */
  leave(): Effect[] {
    this.#holds.clear()
    const dropped = this.#clear()
    const effects = this.#isPaused ? this.#goOn() : []
    if (dropped.length === 0) return effects
    const kinds = dropped
      .map(({ message }) => message?.kind)
      .join(', ')
      .slice(0, 200)
    const text = `${dropped.length} requests were waiting for permission when the session ended, and were dropped: ${kinds}`
    return [...effects, warn('parked_dropped', this.#peer, () => text), ...dropped.flatMap((request) => request.drop())]
  }

  #clear(): readonly QueuedRequest[] {
    const dropped = this.#requests
    this.#requests = []
    this.#bytes = 0
    return dropped
  }

  get #isFull(): boolean {
    const { parkedPerSession, parkedBytesPerSession } = this.#rules.options.limits
    return this.#requests.length >= parkedPerSession || this.#bytes >= parkedBytesPerSession
  }

  /** True when half of the room is free again. */
  get #hasRoom(): boolean {
    const { parkedPerSession, parkedBytesPerSession } = this.#rules.options.limits
    return this.#requests.length <= parkedPerSession / 2 && this.#bytes <= parkedBytesPerSession / 2
  }

  /** Counted each time, said once for a session. */
  #stop(): Effect[] {
    const tell = this.#wasEverPaused ? note : warn
    this.#wasEverPaused = true
    this.#isPaused = true
    const why = (): string =>
      `${this.#requests.length} requests wait for ${this.#reason}: nothing more is read until half are done`
    return [tell('parked_full', this.#peer, why), pause(this.#peer)]
  }

  get #reason(): WaitReason {
    const [hold] = this.#holds
    return hold?.reason ?? this.#requests[0]?.reason ?? 'their turn'
  }

  #goOn(): Effect[] {
    this.#isPaused = false
    return [resume(this.#peer)]
  }
}

const bytesOf = ({ message }: QueuedRequest): number => (message === undefined ? 0 : weightOfMessage(message))
