/** The realm itself as a caller: it asks authorizers and authenticators, which see an ordinary invocation by `trusted`. */
import { EMPTY_DICT, featuresOf, Payload } from '@wampeter/protocol'
import { errorAnswer } from './dealer/answer.ts'
import type { Dealer } from './dealer/dealer.ts'
import { interrupt, invocationDetails } from './dealer/invocation.ts'
import { close, open } from './dealer/pending-calls.ts'
import { Questions } from './dealer/questions.ts'
import type { Question } from './dealer/questions.ts'
import { deliver, wake } from './effect.ts'
import type { Effect, Ticker } from './effect.ts'
import { Sequence } from './ids.ts'
import type { Sources } from './ids.ts'
import type { Rules } from './options.ts'
import { Peer } from './peer.ts'
import type { PendingCall } from './peer.ts'
import { TRUSTED } from './permissions/role.ts'

export interface ServiceParts {
  readonly realm: string
  readonly dealer: Dealer
  readonly sources: Sources
  readonly rules: Rules
}

export class Service implements Ticker {
  readonly #parts: ServiceParts
  readonly #inTime: Questions
  readonly #requests = new Sequence()
  #peer: Peer | undefined

  constructor(parts: ServiceParts) {
    this.#parts = parts
    this.#inTime = new Questions(parts.rules)
  }

  /**
   * Asks, and waits as long as it takes: whoever asks gives it up in time. Where nobody can be asked, the answer is an
   * error at once; otherwise `opened` gets the question.
   */
  ask(question: Question, opened: (question: PendingCall) => void): Effect[] {
    const { procedure, args, answered } = question
    const registration = this.#parts.dealer.matching(procedure)
    if (registration === undefined)
      return answered(errorAnswer('wamp.error.no_such_procedure', `no procedure "${procedure}" is registered`))
    const { callee, id } = registration
    const asker = this.#asker()
    const call = open({ caller: asker, request: this.#requests.next(), answered }, callee)
    opened(call)
    const details = invocationDetails(asker, undefined)
    const message = { kind: 'INVOCATION', request: call.invocation, registration: id, details } as const
    return [deliver([callee], { ...message, payload: Payload.of(args) })]
  }

  /** Asks; when the time is over, that is the answer. */
  askInTime({ answered, ...question }: Question, opened: (question: PendingCall) => void): Effect[] {
    let pending: PendingCall | undefined
    const effects = this.ask(
      {
        ...question,
        answered: (answer) => {
          if (pending !== undefined) this.#inTime.ended(pending)
          return answered(answer)
        },
      },
      (call) => {
        pending = call
        this.#inTime.opened(call, this.#parts.sources.now())
        opened(call)
      },
    )
    return pending === undefined ? effects : [...effects, wake(this)]
  }

  abandon(question: PendingCall): Effect[] {
    this.#inTime.ended(question)
    close(question)
    return question.callee.features.has('callee.call_canceling') ? [interrupt(question)] : []
  }

  get deadline(): number | undefined {
    return this.#inTime.deadline
  }

  tick(now: number): Effect[] {
    return this.#inTime
      .late(now)
      .flatMap((question) => [
        ...this.abandon(question),
        ...(question.answered?.(errorAnswer('wamp.error.timeout', 'it did not answer in time')) ?? []),
      ])
  }

  /** Made when first needed. It is no member of the realm: nobody can list it, and nobody can end it. */
  #asker(): Peer {
    this.#peer ??= new Peer(
      {
        realm: this.#parts.realm,
        session: this.#parts.sources.ids.global(),
        authid: 'wampeter-service',
        authrole: TRUSTED.name,
        authmethod: 'internal',
        authprovider: 'internal',
      },
      { role: TRUSTED, features: featuresOf(EMPTY_DICT), outlet: NOWHERE },
    )
    return this.#peer
  }
}

/** Answers go to whoever asked, not by messages. */
const NOWHERE = { encoding: undefined, accept: () => {}, end: () => {} } as const
