/**
 * What a router may send to a session, by the rules of the protocol: one final answer to each request, events of the
 * subscriptions that it holds, invocations in order. It sees what the session sends and gets.
 */
import type { Message } from '@wampeter/protocol'
import type { Wire } from './arbitrary.ts'

const PUBLISH = 16
const UNSUBSCRIBE = 34
const CALL = 48
const UNREGISTER = 66

/** The type of the request that a message answers. */
const ANSWERS: { readonly [Kind in Message['kind']]?: number } = {
  ...{ PUBLISHED: PUBLISH, SUBSCRIBED: 32, UNSUBSCRIBED: UNSUBSCRIBE, REGISTERED: 64, UNREGISTERED: UNREGISTER },
}

interface Calls {
  /** How many calls began with this request id: a CALL that follows a part belongs to the same call. */
  begun: number
  ended: number
  hasMoreParts: boolean
  wantsProgress: boolean
}

const isTrue = (options: unknown, key: string): boolean => Object(options)[key] === true

/** Watches one connection. */
export class Watcher {
  /** What the router should not have sent. */
  readonly faults: string[] = []
  /** How many requests wait for an answer, by type and id. */
  readonly #asked = new Map<string, number>()
  /** What requests to end a subscription or registration name. */
  readonly #named = new Map<string, unknown>()
  readonly #calls = new Map<number, Calls>()
  #subscriptions = new Set<unknown>()
  #registrations = new Set<unknown>()
  #lastInvocation = 0
  /** Open invocations that take further parts. */
  #inParts = new Set<number>()
  /** What the first HELLO after a session announces: another one ends it. */
  #announces: boolean | undefined
  #canBeInterrupted = false
  #isOver = false

  sent([code, id, options]: Wire): void {
    if (code === 1) this.#announces ??= isTrue(Object(Object(Object(options).roles).callee).features, 'call_canceling')
    if (typeof code !== 'number' || typeof id !== 'number') return
    if (code === CALL) return this.#called(id, options)
    if (code === PUBLISH && !isTrue(options, 'acknowledge')) return
    const key = `${code} ${id}`
    this.#asked.set(key, (this.#asked.get(key) ?? 0) + 1)
    if (code === UNSUBSCRIBE || code === UNREGISTER) this.#named.set(key, options)
  }

  #called(id: number, options: unknown): void {
    const { begun, ended, hasMoreParts, wantsProgress } = this.#calls.get(id) ?? NO_CALLS
    this.#calls.set(id, {
      ...{ begun: hasMoreParts ? begun : begun + 1, ended, hasMoreParts: isTrue(options, 'progress') },
      wantsProgress: wantsProgress || isTrue(options, 'receive_progress'),
    })
  }

  got(message: Message): void {
    if (this.#isOver && message.kind !== 'WELCOME' && message.kind !== 'CHALLENGE' && message.kind !== 'ABORT')
      this.#fault(`${message.kind} after the end of the session`)
    switch (message.kind) {
      case 'GOODBYE':
      case 'ABORT':
        this.#isOver = true
        return
      case 'WELCOME':
        this.#isOver = false
        this.#subscriptions = new Set()
        this.#registrations = new Set()
        this.#inParts = new Set()
        this.#lastInvocation = 0
        this.#canBeInterrupted = this.#announces === true
        this.#announces = undefined
        return
      case 'SUBSCRIBED':
        this.#answered(message.kind, message.request)
        return void this.#subscriptions.add(message.subscription)
      case 'REGISTERED':
        this.#answered(message.kind, message.request)
        return void this.#registrations.add(message.registration)
      case 'UNSUBSCRIBED':
        return this.#gone(this.#subscriptions, message.kind, { ...message, revoked: message.details.subscription })
      case 'UNREGISTERED':
        return this.#gone(this.#registrations, message.kind, { ...message, revoked: message.details.registration })
      case 'PUBLISHED':
        return this.#answered(message.kind, message.request)
      case 'ERROR':
        return message.requestType === CALL
          ? this.#callEnded('ERROR', message.request)
          : this.#settled(`ERROR ${message.error}`, `${message.requestType} ${message.request}`)
      case 'RESULT':
        return message.details.progress === true
          ? this.#progressed(message.request)
          : this.#callEnded('RESULT', message.request)
      case 'EVENT':
        if (!this.#subscriptions.has(message.subscription))
          this.#fault(`EVENT of subscription ${message.subscription}, which the session does not hold`)
        return
      case 'INVOCATION':
        return this.#invoked(message.request, message.registration, message.details.progress === true)
      case 'INTERRUPT':
        if (message.request > this.#lastInvocation || !this.#canBeInterrupted)
          this.#fault(`INTERRUPT of ${message.request}, of ${this.#lastInvocation} invocations`)
        return
      default:
    }
  }

  #fault(text: string): void {
    this.faults.push(text)
  }

  #answered(kind: Message['kind'], request: number): void {
    this.#settled(kind, `${ANSWERS[kind]} ${request}`)
  }

  #settled(what: string, key: string): void {
    const count = this.#asked.get(key) ?? 0
    if (count === 0) this.#fault(`${what} answers ${key}, which was not asked, or is answered already`)
    this.#asked.set(key, count - 1)
  }

  #gone(
    held: Set<unknown>,
    kind: 'UNSUBSCRIBED' | 'UNREGISTERED',
    { request, revoked }: { readonly request: number; readonly revoked?: number | undefined },
  ): void {
    const key = `${ANSWERS[kind]} ${request}`
    const id = request === 0 ? revoked : this.#named.get(key)
    if (!held.delete(id)) this.#fault(`${kind} ${String(id)}, which the session does not hold`)
    if (request !== 0) this.#settled(kind, key)
  }

  #callEnded(what: string, request: number): void {
    const calls = this.#calls.get(request)
    if (calls === undefined || calls.ended >= calls.begun)
      return this.#fault(`${what} ends call ${request}, which was not made, or has ended already`)
    calls.ended++
  }

  #progressed(request: number): void {
    const calls = this.#calls.get(request)
    if (calls === undefined || calls.ended >= calls.begun || !calls.wantsProgress)
      this.#fault(`a progressive RESULT of call ${request}, which has ended, or does not want it`)
  }

  #invoked(request: number, registration: number, hasMoreParts: boolean): void {
    if (request === this.#lastInvocation + 1) {
      this.#lastInvocation++
      if (!this.#registrations.has(registration))
        this.#fault(`INVOCATION of registration ${registration}, which the session does not hold`)
    } else if (!this.#inParts.has(request)) this.#fault(`INVOCATION ${request} after ${this.#lastInvocation}`)
    if (hasMoreParts) this.#inParts.add(request)
    else this.#inParts.delete(request)
  }
}

const NO_CALLS: Calls = { begun: 0, ended: 0, hasMoreParts: false, wantsProgress: false }
