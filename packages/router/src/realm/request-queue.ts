/**
 * The waiting requests of one session, in the order of their arrival. A request waits for a reason of its own (an
 * authorizer has not answered yet), or because all requests of the session are held (an earlier request has not been
 * answered yet). The head is carried out as soon as it need not wait, so that no request overtakes another.
 */
import { next, note, pause, resume, wake, warn } from './effect.ts'
import type { Effect, Ticker } from './effect.ts'
import { guarded } from './guarded.ts'
import { WAITING_BYTES } from './holdings.ts'
import type { Holder, Holdings } from './holdings.ts'
import { LimitExceeded } from './limits.ts'
import type { Rules } from './options.ts'
import type { Receiver } from './receiver.ts'
import type { Waitable } from './permissions/waitable.ts'
import { weightOfMessage } from './weight.ts'

/** The thing that a request waits for, as a phrase for the log: `permission from "app.may"`. */
export type WaitReason = string

/** An entry of the queue. */
export interface QueuedRequest {
  /** Undefined for the last entry of a leaving session, which is no request, and for one that was not decoded. */
  readonly message: Waitable | undefined
  /** Undefined when the entry only waits for its turn. */
  readonly reason: WaitReason | undefined
  /** Carries it out. */
  run(): Effect[]
  /** Cleans up an entry that is not carried out any more. */
  drop(): Effect[]
  /** Receives an entry without a message once more. */
  again?(): Effect[]
}

/** Holds back all requests of a session until it is released. */
export interface Hold {
  readonly reason: WaitReason
  /** Carries out the requests that waited. Harmless when repeated. */
  release(): Effect[]
}

/** Sessions inside this process cannot be paused. Beyond this multiple of the limit their requests are refused. */
const OVERFLOW = 10
/** The most waiting requests that are carried out in a row before other sessions are served. */
const AT_ONCE = 25

/** The session that the requests come from, and the memory that it shares with others. */
type Requester = Receiver & Holder & { readonly holdings: Holdings }

/** The waiting requests of one session. */
export class RequestQueue implements Ticker {
  readonly #peer: Requester
  readonly #rules: Rules
  #requests: QueuedRequest[] = []
  readonly #holds = new Set<Hold>()
  #bytes = 0
  #inARow = 0
  /** True while the next request waits for other sessions to be served. */
  #isResting = false
  #isPaused = false
  #wasEverPaused = false

  constructor(peer: Requester, rules: Rules) {
    this.#peer = peer
    this.#rules = rules
  }

  /** True when the next request need not wait for others. */
  get isEmpty(): boolean {
    return this.#requests.length === 0 && this.#holds.size === 0
  }

  /** The number of waiting requests. */
  get size(): number {
    return this.#requests.length
  }

  /** Appends a request, which `settle` carries out. At the limit the router stops reading from the session. */
  add(request: QueuedRequest): Effect[] {
    const { parkedPerSession } = this.#rules.options.limits
    if (this.#requests.length >= OVERFLOW * parkedPerSession)
      throw new LimitExceeded(`this session already has ${this.#requests.length} waiting requests, which is the limit`)
    this.#requests.push(request)
    this.#hold(1, bytesOf(request))
    return this.#isPaused || !this.#isFull ? [] : this.#stop()
  }

  /** Holds back all requests, present and future, until the hold is released. */
  hold(reason: WaitReason): Hold {
    const hold: Hold = { reason, release: () => (this.#holds.delete(hold) ? this.settle() : []) }
    this.#holds.add(hold)
    return hold
  }

  /** Carries out the head, then schedules the next: its effects must be carried out first, and others be served. */
  settle(): Effect[] {
    if (this.#isResting) return []
    const head = this.#takeReady()
    const effects = head === undefined ? [] : [...this.#carryOut(head), this.#goOnLater()]
    if (head === undefined) this.#inARow = 0
    if (this.#isPaused && this.#hasRoom) effects.push(...this.#goOn())
    return effects
  }

  #goOnLater(): Effect {
    this.#inARow++
    if (this.#inARow < AT_ONCE) return next(() => this.settle())
    this.#inARow = 0
    this.#isResting = true
    return wake(this)
  }

  /** Due at once after many requests in a row. */
  get deadline(): number | undefined {
    return this.#isResting ? 0 : undefined
  }

  tick(): Effect[] {
    this.#isResting = false
    return this.settle()
  }

  #takeReady(): QueuedRequest | undefined {
    const [head] = this.#requests
    if (head === undefined || head.reason !== undefined || this.#holds.size > 0) return undefined
    this.#requests.shift()
    this.#hold(-1, -bytesOf(head))
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

  /** Runs `last` after all waiting requests. */
  finally(last: () => Effect[]): Effect[] {
    if (this.isEmpty) return last()
    this.#hold(1, 0)
    this.#requests.push({ message: undefined, reason: undefined, run: last, drop: () => [] })
    return []
  }

  /** Removes all waiting requests and returns them in order, to be received again. */
  release(): { readonly waiting: readonly QueuedRequest[]; readonly effects: Effect[] } {
    const waiting = this.#clear()
    const effects = waiting.flatMap((request) => request.drop())
    if (this.#isPaused) effects.push(...this.#goOn())
    return { waiting, effects }
  }

  /** Drops all waiting requests of a session that has ended. */
  leave(): Effect[] {
    this.#holds.clear()
    const dropped = this.#clear()
    const effects = this.#isPaused ? this.#goOn() : []
    if (dropped.length === 0) return effects
    const kinds = dropped
      .map(({ message }) => message?.kind)
      .join(', ')
      .slice(0, 200)
    const text = `${dropped.length} requests were still waiting when the session ended, and were dropped: ${kinds}`
    return [...effects, warn('parked_dropped', this.#peer, () => text), ...dropped.flatMap((request) => request.drop())]
  }

  #clear(): readonly QueuedRequest[] {
    const dropped = this.#requests
    this.#requests = []
    this.#hold(-dropped.length, -this.#bytes)
    return dropped
  }

  #hold(requests: number, bytes: number): void {
    this.#bytes += bytes
    this.#peer.holdings.add(this.#peer, bytes + requests * WAITING_BYTES)
  }

  get #isFull(): boolean {
    const { parkedPerSession, parkedBytesPerSession } = this.#rules.options.limits
    if (this.#requests.length >= parkedPerSession || this.#bytes >= parkedBytesPerSession) return true
    return this.#peer.holdings.isFullFor(this.#peer)
  }

  /** True when half of the room is free again. */
  get #hasRoom(): boolean {
    const { parkedPerSession, parkedBytesPerSession } = this.#rules.options.limits
    if (this.#requests.length > parkedPerSession / 2 || this.#bytes > parkedBytesPerSession / 2) return false
    return this.#requests.length === 0 || !this.#peer.holdings.isFullFor(this.#peer)
  }

  /** Stops reading from the session. Logged loudly the first time, counted every time. */
  #stop(): Effect[] {
    const tell = this.#wasEverPaused ? note : warn
    this.#wasEverPaused = true
    this.#isPaused = true
    const why = (): string =>
      `${this.#requests.length} requests wait for ${this.#reason}: the router reads no more from this session until half of them are done`
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
