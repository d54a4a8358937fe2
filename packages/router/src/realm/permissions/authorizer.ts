/**
 * Dynamic authorization of one session: each request is asked about, unless an answer that may serve again is at hand.
 * Meanwhile the session's requests wait in order. They are asked ahead, all at once; the answers are applied from the
 * head of the queue, so that nothing overtakes.
 */
import { Payload, payloadOf, ProtocolViolation, WampError } from '@wampeter/protocol'
import type { Dict, Uri } from '@wampeter/protocol'
import type { Answer, Answered, Question } from '../dealer/questions.ts'
import type { PendingCall } from '../dealer/pending-calls.ts'
import { end, pause, resume, warn } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Rules } from '../options.ts'
import type { Peer } from '../peer.ts'
import { Parked } from './parked.ts'
import type { ParkedRequest } from './parked.ts'
import { VerdictCache } from './verdict-cache.ts'
import type { Request } from './verdict-cache.ts'
import { readVerdict, wantsThreeArguments } from './verdict.ts'
import type { Verdict } from './verdict.ts'
import { isWorthAsking, optionsFor, permissionFor } from './waitable.ts'
import type { Waitable } from './waitable.ts'

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

export class Authorizer {
  readonly procedure: Uri
  readonly #peer: Peer
  readonly #host: AuthorizerHost
  readonly #cache: VerdictCache
  readonly #parked: Parked
  /** The verdict on the request that is being carried out. */
  #current: Verdict | undefined
  #details: Dict | undefined
  #isPaused = false

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
    const isAsked = request !== undefined && isWorthAsking(request, this.#host.rules.options.uriCheck)
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
    const entry: ParkedRequest = { message: detached(message), request, verdict, question: undefined }
    this.#parked.add(entry)
    const effects = request === undefined || verdict !== undefined ? [] : this.#ask(entry, request)
    if (!this.#isPaused && this.#parked.isFull) {
      this.#isPaused = true
      effects.push(pause(this.#peer))
    }
    return effects
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
    if (verdict.kind === 'judged' && verdict.cache && entry.request !== undefined)
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

  #settle(): Effect[] {
    const effects: Effect[] = []
    for (let next = this.#parked.takeReady(); next !== undefined; next = this.#parked.takeReady())
      effects.push(...this.#carryOut(next))
    if (this.#isPaused && this.#parked.hasRoom) {
      this.#isPaused = false
      effects.push(resume(this.#peer))
    }
    return effects
  }

  /** Runs while another session's message is routed: what this session broke must not end that one. */
  #carryOut({ message, verdict }: ParkedRequest): Effect[] {
    try {
      if (verdict === undefined) return this.#host.carryOut(this.#peer, message)
      return this.#carryOutAs(message, verdict)
    } catch (error) {
      this.#parked.clear()
      if (error instanceof ProtocolViolation) return [end(this.#peer, 'wamp.error.protocol_violation', error.message)]
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return [
        warn('internal_error', this.#peer, () => `${message.kind} failed after it was judged: ${text}`),
        end(this.#peer, 'wamp.error.internal_error', 'the router failed; its log says why'),
      ]
    }
  }

  /** Asks an authorizer about something that does not come from the session itself and waits for nothing else. */
  askAbout(request: Request, judged: (verdict: Verdict) => Effect[]): Effect[] {
    const known = this.#cache.get(request)
    if (known !== undefined) return judged(known)
    const args = [this.#session(), request.uri, request.action, {}]
    const answered = (answer: Answer): Effect[] => judged(readVerdict(answer))
    return this.#host.ask({ procedure: this.procedure, args, answered }, () => {})
  }

  /** Runs with a verdict that was asked for before. */
  with<Result>(verdict: Verdict, run: () => Result): Result {
    this.#current = verdict
    try {
      return run()
    } finally {
      this.#current = undefined
    }
  }

  /** Forgets answers that might serve again, and says how many. */
  forget(): number {
    return this.#cache.clear()
  }

  /** Somebody else, or nobody, is asked from now on: what waited comes back, in order, to be received anew. */
  release(): { readonly messages: readonly Waitable[]; readonly effects: Effect[] } {
    const waiting = this.#parked.clear()
    const effects = waiting.flatMap(({ question }) => (question === undefined ? [] : this.#host.abandon(question)))
    if (this.#isPaused) effects.push(resume(this.#peer))
    return { messages: waiting.map(({ message }) => message), effects }
  }

  /** The session is gone: what waited is not carried out any more, and nobody needs to answer. */
  leave(): Effect[] {
    const dropped = this.#parked.clear()
    if (dropped.length === 0) return []
    const kinds = dropped
      .map(({ message }) => message.kind)
      .join(', ')
      .slice(0, 200)
    return [
      warn(
        'parked_dropped',
        this.#peer,
        () =>
          `${dropped.length} requests were waiting for permission when the session ended, and were dropped: ${kinds}`,
      ),
      ...dropped.flatMap(({ question }) => (question === undefined ? [] : this.#host.abandon(question))),
    ]
  }

  /** The session as the authorizer is shown it. */
  #session(): Dict {
    this.#details ??= this.#peer.describe()
    return this.#details
  }
}

const failed = (why: string): Verdict => ({ kind: 'failed', why })

const optionsOf = (message: Waitable): Dict => ('options' in message ? message.options : {})

const tooMany = (): WampError =>
  new WampError('wampeter.error.limit_exceeded', 'too many requests of this session wait for permission')

/** What outlives the turn must not pin the buffer it was read from. */
function detached<Message extends Waitable>(message: Message): Message {
  const payload = payloadOf(message)
  return payload === undefined || payload === Payload.empty ? message : { ...message, payload: payload.detached() }
}
