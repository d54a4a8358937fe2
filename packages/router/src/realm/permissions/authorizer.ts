/**
 * Dynamic authorization of one session: each request is asked about, unless an answer that may serve again is at hand.
 * Meanwhile the session's requests wait in its queue. They are asked ahead, all at once; the answers are applied from
 * the head of the queue, so that no request overtakes another.
 */
import type { Dict, Uri } from '@wampeter/protocol'
import type { Answer, Answered, Question } from '../asking/question.ts'
import { warn } from '../effect.ts'
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

/** What the realm does for its sessions' authorizers. */
export interface AuthorizerHost {
  readonly rules: Rules
  /** True when a session is the one that would answer a call to this procedure now. */
  isAnsweredBy(procedure: Uri, peer: Peer): boolean
  /** Asks. `answered` may run before this returns; `opened` runs first where an answer is to be waited for. */
  ask(question: Question, opened: (question: PendingCall) => void): Effect[]
  abandon(question: PendingCall): Effect[]
  carryOut(peer: Peer, message: Waitable): Effect[]
}

export class Authorizer implements Gatekeeper, Judge {
  readonly procedure: Uri
  readonly #peer: Peer
  readonly #host: AuthorizerHost
  readonly #cache: VerdictCache
  readonly #queue: RequestQueue
  /** The verdict on the request that is being carried out. */
  #current: Verdict | undefined
  #details: Dict | undefined
  /** Counts how often everything was forgotten: an answer to an older question may not serve again. */
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
    const { isEmpty } = this.#queue
    const often = isEmpty ? this.#cache.known(message) : undefined
    if (often !== undefined) return this.carryOut(message, often)
    const request = permissionFor(message)
    const known = request === undefined || !isEmpty ? undefined : this.#cache.get(request)
    if (known !== undefined) return this.carryOut(message, known)
    const isAsked = request !== undefined && isWorthAsking(request, this.#host.rules.options)
    if (isEmpty && !isAsked) return this.#host.carryOut(this.#peer, message)
    return this.#park(message, isAsked ? request : undefined)
  }

  /** Carries a request out by the verdict on it; undefined for a request that needs none. */
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
    if (this.#wouldAskItself(request)) return this.#judged(parked, failed('its own role would have to ask it'))
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

  /** A session that answers for its own role would wait for itself. */
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
    const told =
      verdict.kind === 'failed'
        ? [warn('authorizer_failed', this.#peer, () => `the authorizer "${this.procedure}" failed: ${verdict.why}`)]
        : []
    return [...told, ...this.#queue.settle()]
  }

  forget(): number {
    this.#age++
    return this.#cache.clear()
  }

  /** The session as the authorizer is shown it. */
  #session(): Dict {
    this.#details ??= this.#peer.describe()
    return this.#details
  }
}

const failed = (why: string): Verdict => ({ kind: 'failed', why })
