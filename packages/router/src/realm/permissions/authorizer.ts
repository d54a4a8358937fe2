/**
 * Dynamic authorization of one session: each request is asked about, unless an answer that may serve again is at hand.
 * Meanwhile the session's requests wait in order. They are asked ahead, all at once; the answers are applied from the
 * head of the queue, so that nothing overtakes.
 */
import { detached, Payload, payloadOf } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import type { Answer, Answered } from '../dealer/answer.ts'
import type { Question } from '../dealer/questions.ts'
import { next, note, pause, resume, warn } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { LimitExceeded } from '../limits.ts'
import type { Rules } from '../options.ts'
import type { Peer, PendingCall } from '../peer.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { guarded } from './guarded.ts'
import { Parked } from './parked.ts'
import type { ParkedRequest } from './parked.ts'
import { VerdictCache } from './verdict-cache.ts'
import { readVerdict, wantsThreeArguments } from './verdict.ts'
import type { Verdict } from './verdict.ts'
import { isWorthAsking, optionsFor, permissionFor } from './waitable.ts'
import type { Request, Waitable } from './waitable.ts'

/** What the realm does for its sessions' authorizers. */
export interface AuthorizerHost {
  readonly rules: Rules
  /** Who would answer a call to this procedure now. */
  calleeOf(procedure: Uri): Peer | undefined
  /** Asks. `answered` may run before this returns; `opened` runs first where an answer is to be waited for. */
  ask(question: Question, opened: (question: PendingCall) => void): Effect[]
  abandon(question: PendingCall): Effect[]
  carryOut(peer: Peer, message: Waitable): Effect[]
}

/** In-process sessions cannot be made to stop talking: past this many times the bound their requests are refused. */
const OVERFLOW = 10

export class Authorizer implements Gatekeeper {
  readonly procedure: Uri
  readonly #peer: Peer
  readonly #host: AuthorizerHost
  readonly #cache: VerdictCache
  readonly #parked: Parked
  /** The verdict on the request that is being carried out. */
  #current: Verdict | undefined
  #details: Dict | undefined
  #isPaused = false
  #wasEverPaused = false
  /** Counts how often everything was forgotten: an answer to an older question may not serve again. */
  #age = 0

  constructor(procedure: Uri, peer: Peer, host: AuthorizerHost) {
    this.procedure = procedure
    this.#peer = peer
    this.#host = host
    this.#cache = new VerdictCache(host.rules)
    this.#parked = new Parked(host.rules)
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#parked.size
  }

  /** What was said about the request that is being carried out; undefined where nobody was asked. */
  get verdict(): Verdict | undefined {
    return this.#current
  }

  /** Carries a request out, now or when it has been judged. */
  receive(message: Waitable): Effect[] {
    const isEmpty = this.#parked.isEmpty
    const often = isEmpty ? this.#cache.known(message) : undefined
    if (often !== undefined) return this.#carryOutAs(message, often)
    const request = permissionFor(message)
    const known = request === undefined || !isEmpty ? undefined : this.#cache.get(request)
    if (known !== undefined) return this.#carryOutAs(message, known)
    const isAsked = request !== undefined && isWorthAsking(request, this.#host.rules.options)
    if (isEmpty && !isAsked) return this.#host.carryOut(this.#peer, message)
    if (this.#parked.size >= OVERFLOW * this.#host.rules.options.limits.parkedPerSession) throw tooMany()
    return this.#park(message, isAsked ? request : undefined)
  }

  #carryOutAs(message: Waitable, verdict: Verdict): Effect[] {
    this.#current = verdict
    try {
      return this.#host.carryOut(this.#peer, message)
    } finally {
      this.#current = undefined
    }
  }

  #park(message: Waitable, request: Request | undefined): Effect[] {
    const verdict = request === undefined ? undefined : this.#cache.get(request)
    const entry: ParkedRequest = {
      message: kept(message),
      request,
      verdict,
      question: undefined,
      last: undefined,
      age: this.#age,
    }
    this.#parked.add(entry)
    const effects = request === undefined || verdict !== undefined ? [] : this.#ask(entry, request)
    if (!this.#isPaused && this.#parked.isFull) effects.push(...this.#stop())
    return effects
  }

  /** Counted each time, said once for a session. */
  #stop(): Effect[] {
    const tell = this.#wasEverPaused ? note : warn
    this.#wasEverPaused = true
    this.#isPaused = true
    const why = (): string => `${this.#parked.size} requests wait for "${this.procedure}": not read until half are done`
    return [tell('parked_full', this.#peer, why), pause(this.#peer)]
  }

  #ask(entry: ParkedRequest, request: Request): Effect[] {
    if (this.#wouldAskItself(request)) return this.#judged(entry, failed('its own role would have to ask it'))
    const args = [this.#session(), request.uri, request.action, optionsFor(request.action, optionsOf(entry.message))]
    const answered = (answer: Answer): Effect[] => {
      if (wantsThreeArguments(answer)) return this.#pose(entry, args.slice(0, 3), (last) => this.#answered(entry, last))
      return this.#answered(entry, answer)
    }
    return this.#pose(entry, args, answered)
  }

  #pose(entry: ParkedRequest, args: readonly unknown[], answered: Answered): Effect[] {
    return this.#host.ask({ procedure: this.procedure, args, answered }, (question) => {
      entry.question = question
    })
  }

  /** A session that answers for its own role would wait for itself. */
  #wouldAskItself({ action, uri }: Request): boolean {
    if (action === 'register' && uri === this.procedure) return true
    return this.#host.calleeOf(this.procedure) === this.#peer
  }

  #answered(entry: ParkedRequest, answer: Answer): Effect[] {
    const verdict = readVerdict(answer)
    const isFresh = entry.age === this.#age
    if (verdict.kind === 'judged' && verdict.cache && isFresh && entry.request !== undefined)
      this.#cache.keep(entry.request, verdict)
    return this.#judged(entry, verdict)
  }

  #judged(entry: ParkedRequest, verdict: Verdict): Effect[] {
    entry.verdict = verdict
    entry.question = undefined
    const told =
      verdict.kind === 'failed'
        ? [warn('authorizer_failed', this.#peer, () => `the authorizer "${this.procedure}" failed: ${verdict.why}`)]
        : []
    return [...told, ...this.#settle()]
  }

  /** One request at a time: what the last one did must have been carried out before the next is judged by it. */
  #settle(): Effect[] {
    const head = this.#parked.takeReady()
    const effects = head === undefined ? [] : [...this.#carryOut(head), next(() => this.#settle())]
    if (this.#isPaused && this.#parked.hasRoom) effects.push(...this.#goOn())
    return effects
  }

  #goOn(): Effect[] {
    this.#isPaused = false
    return [resume(this.#peer)]
  }

  #carryOut({ message, verdict, last }: ParkedRequest): Effect[] {
    if (last !== undefined) return last()
    if (message === undefined) return []
    const run = (): Effect[] =>
      verdict === undefined ? this.#host.carryOut(this.#peer, message) : this.#carryOutAs(message, verdict)
    return guarded(this.#peer, run, () => this.leave())
  }

  /** Runs when nothing waits any more. */
  finally(last: () => Effect[]): Effect[] {
    if (this.#parked.isEmpty) return last()
    this.#parked.add({
      message: undefined,
      request: undefined,
      verdict: undefined,
      question: undefined,
      last,
      age: this.#age,
    })
    return []
  }

  /** Forgets answers that might serve again, and says how many. */
  forget(): number {
    this.#age++
    return this.#cache.clear()
  }

  /** Somebody else, or nobody, is asked from now on: what waited comes back, in order, to be received anew. */
  release(): { readonly messages: readonly Waitable[]; readonly effects: Effect[] } {
    const waiting = this.#parked.clear()
    const effects = this.#abandon(waiting)
    if (this.#isPaused) effects.push(...this.#goOn())
    return { messages: waiting.flatMap(({ message }) => message ?? []), effects }
  }

  #abandon(waiting: readonly ParkedRequest[]): Effect[] {
    return waiting.flatMap(({ question }) => (question === undefined ? [] : this.#host.abandon(question)))
  }

  /** The session is gone: what waited is not carried out any more, and nobody needs to answer. */
  leave(): Effect[] {
    const dropped = this.#parked.clear()
    const effects = this.#isPaused ? this.#goOn() : []
    if (dropped.length === 0) return effects
    const kinds = dropped
      .map(({ message }) => message?.kind)
      .join(', ')
      .slice(0, 200)
    const text = `${dropped.length} requests were waiting for permission when the session ended, and were dropped: ${kinds}`
    return [...effects, warn('parked_dropped', this.#peer, () => text), ...this.#abandon(dropped)]
  }

  /** The session as the authorizer is shown it. */
  #session(): Dict {
    this.#details ??= this.#peer.describe()
    return this.#details
  }
}

const failed = (why: string): Verdict => ({ kind: 'failed', why })

const optionsOf = (message: Waitable | undefined): Dict =>
  message !== undefined && 'options' in message ? message.options : {}

const tooMany = (): LimitExceeded => new LimitExceeded('too many requests of this session wait for permission')

/** What outlives the turn must not pin the buffer it was read from. */
function kept<Message extends Waitable>(message: Message): Message {
  const payload = payloadOf(message)
  return payload === undefined || payload === Payload.empty ? message : { ...message, payload: detached(payload) }
}
