/**
 * Dynamic authorization of one session: a procedure judges each request, unless a cached answer applies. The session's
 * requests wait in its queue meanwhile. The questions are sent without waiting for earlier answers. The answers are
 * applied from the head of the queue, so that no request overtakes another.
 */
import type { Dict, Uri } from '@wampeter/protocol'
import type { Answer, Answered, Question } from '../asking/question.ts'
import { note, warn } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Rules } from '../options.ts'
import type { Peer, PendingCall } from '../peer.ts'
import { RequestQueue } from '../request-queue.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { ParkedRequest } from './parked-request.ts'
import type { Judge } from './parked-request.ts'
import { VerdictCache } from './verdict-cache.ts'
import { readVerdict, wantsThreeArguments } from './verdict.ts'
import type { Verdict } from './verdict.ts'
import { isWorthAsking, optionsFor, permissionFor } from './waitable.ts'
import type { Request, Waitable } from './waitable.ts'

/** The services of the realm that an authorizer needs. */
export interface AuthorizerHost {
  readonly rules: Rules
  /** True when this session is a callee of the procedure now. */
  isAnsweredBy(procedure: Uri, peer: Peer): boolean
  /**
   * Calls the authorizer's procedure. `opened` gets the pending call if the answer must be awaited; it runs first.
   * `answered` may run before this method returns.
   */
  ask(question: Question, opened: (question: PendingCall) => void): Effect[]
  abandon(question: PendingCall): Effect[]
  carryOut(peer: Peer, message: Waitable): Effect[]
}

/** Judges the requests of one session by calling the authorizer's procedure. */
export class Authorizer implements Gatekeeper, Judge {
  readonly procedure: Uri
  readonly #peer: Peer
  readonly #host: AuthorizerHost
  readonly #cache: VerdictCache
  readonly #queue: RequestQueue
  /** The verdict on the request that is being carried out. */
  #current: Verdict | undefined
  #details: Dict | undefined
  /** Why the last question got no usable answer; undefined when it got one. */
  #lastFailure: string | undefined
  /**
   * The number of times that the cache was cleared. An answer to a question from before the last time is not cached.
   */
  #age = 0

  constructor(procedure: Uri, peer: Peer, host: AuthorizerHost) {
    this.procedure = procedure
    this.#peer = peer
    this.#host = host
    this.#cache = new VerdictCache(host.rules)
    this.#queue = peer.queue ??= new RequestQueue(peer, host.rules)
  }

  get verdict(): Verdict | undefined {
    return this.#current
  }

  receive(message: Waitable): Effect[] {
    if (!this.#queue.isEmpty) return this.#wait(message)
    const often = this.#cache.known(message)
    return often === undefined ? this.#receiveUncommon(message) : this.carryOut(message, often)
  }

  /** Receives a request that no other precedes, and whose verdict {@link VerdictCache.known} does not know. */
  #receiveUncommon(message: Waitable): Effect[] {
    const request = permissionFor(message)
    const known = request === undefined ? undefined : this.#cache.get(request)
    if (known !== undefined) return this.carryOut(message, known)
    return this.#isAsked(request) ? this.#park(message, request) : this.#host.carryOut(this.#peer, message)
  }

  /** Receives a request behind others. */
  #wait(message: Waitable): Effect[] {
    const request = permissionFor(message)
    return this.#park(message, this.#isAsked(request) ? request : undefined)
  }

  #isAsked(request: Request | undefined): boolean {
    return request !== undefined && isWorthAsking(request, this.#host.rules.options)
  }

  /** Carries out a request with its verdict; undefined for a request that needs no permission. */
  carryOut(message: Waitable, verdict: Verdict | undefined): Effect[] {
    this.#current = verdict
    try {
      return this.#host.carryOut(this.#peer, message)
    } finally {
      this.#current = undefined
    }
  }

  abandon(question: PendingCall): Effect[] {
    return this.#host.abandon(question)
  }

  #park(message: Waitable, request: Request | undefined): Effect[] {
    const parked = new ParkedRequest(message, { request, age: this.#age, judge: this })
    parked.verdict = request === undefined ? undefined : this.#cache.get(request)
    const stopped = this.#queue.add(parked)
    const asked = request === undefined || parked.verdict !== undefined ? [] : this.#ask(parked, request)
    return [...asked, ...stopped]
  }

  #ask(parked: ParkedRequest, request: Request): Effect[] {
    if (this.#wouldAskItself(request))
      return this.#judged(parked, failed('the session would have to judge its own request'))
    const { message } = parked
    const options = optionsFor(request.action, 'options' in message ? message.options : {})
    const args = [this.#session(), request.uri, request.action, options]
    return this.#pose(parked, args, (answer) =>
      wantsThreeArguments(answer)
        ? this.#pose(parked, args.slice(0, 3), (last) => this.#answered(parked, last))
        : this.#answered(parked, answer),
    )
  }

  #pose(parked: ParkedRequest, args: readonly unknown[], answered: Answered): Effect[] {
    const timeoutMs = this.#host.rules.options.authorizerTimeoutMs
    return this.#host.ask({ procedure: this.procedure, args, timeoutMs, answered }, (question) => {
      parked.question = question
    })
  }

  /** True when the session is a callee of its own authorizer, or wants to register it: it would wait for itself. */
  #wouldAskItself({ action, uri }: Request): boolean {
    if (action === 'register' && uri === this.procedure) return true
    return this.#host.isAnsweredBy(this.procedure, this.#peer)
  }

  #answered(parked: ParkedRequest, answer: Answer): Effect[] {
    const verdict = readVerdict(answer)
    const isFresh = parked.age === this.#age
    if (verdict.kind === 'judged' && verdict.cache && isFresh && parked.request !== undefined)
      this.#cache.keep(parked.request, verdict)
    return this.#judged(parked, verdict)
  }

  #judged(parked: ParkedRequest, verdict: Verdict): Effect[] {
    parked.verdict = verdict
    parked.question = undefined
    const told = verdict.kind === 'failed' ? [this.#failed(verdict.why)] : []
    this.#lastFailure = verdict.kind === 'failed' ? verdict.why : undefined
    return [...told, ...this.#queue.settle()]
  }

  /** Loud for the first of equal failures in a row: a session may send thousands of requests per second. */
  #failed(why: string): Effect {
    const tell = why === this.#lastFailure ? note : warn
    return tell('authorizer_failed', this.#peer, () => `the authorizer "${this.procedure}" failed: ${why}`)
  }

  forget(): number {
    this.#age++
    return this.#cache.clear()
  }

  /** The session's details, the first argument of every question. */
  #session(): Dict {
    this.#details ??= this.#peer.describe()
    return this.#details
  }
}

const failed = (why: string): Verdict => ({ kind: 'failed', why })
