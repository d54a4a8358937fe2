/** The router itself as a caller. Authorizers and authenticators get an ordinary invocation from the role `trusted`. */
import { EMPTY_DICT, featuresOf, Payload, WampError } from '@wampeter/protocol'
import type { Dealer } from '../dealer/dealer.ts'
import { closeCall } from '../dealer/pending-calls.ts'
import type { Deadlines } from '../deadlines.ts'
import { wake } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Holdings } from '../holdings.ts'
import { Sequence } from '../ids.ts'
import type { Sources } from '../ids.ts'
import { Peer } from '../peer.ts'
import type { Asker, PendingCall } from '../peer.ts'
import { TRUSTED } from '../permissions/role.ts'
import { NOWHERE } from '../receiver.ts'
import { errorAnswer } from './question.ts'
import type { Answered, Question } from './question.ts'

/** The other parts of the realm that the router needs in order to call. */
export interface RouterCallerParts {
  readonly realm: string
  readonly dealer: Dealer
  readonly sources: Sources
  readonly deadlines: Deadlines
  readonly holdings: Holdings
}

/** Makes calls in the router's own name. */
export class RouterCaller {
  readonly #parts: RouterCallerParts
  readonly #requests = new Sequence()
  #peer: Peer | undefined

  constructor(parts: RouterCallerParts) {
    this.#parts = parts
  }

  /** The number of questions that wait for an answer. */
  get open(): number {
    return this.#peer?.calls?.size ?? 0
  }

  /**
   * Makes a call. Without a registration, or without a free callee, the answer is an error at once. Otherwise `opened` gets the pending call.
   * After `timeoutMs` the answer is `late`, and the callee gets INTERRUPT if it supports that.
   */
  ask({ procedure, args, timeoutMs, answered }: Question, opened: (question: PendingCall) => void): Effect[] {
    const { dealer, deadlines, sources } = this.#parts
    const registration = dealer.matching(procedure)
    if (registration === undefined)
      return answered(errorAnswer('wamp.error.no_such_procedure', `no procedure "${procedure}" is registered`))
    const caller = this.#caller()
    const admitted = { procedure, payload: Payload.of(args), caller: caller.identity, ...PLAINLY }
    const asked = { caller, request: this.#requests.next(), asker: askerFor(answered), madeAt: 0 }
    let effects: Effect[]
    try {
      effects = dealer.route(admitted, registration, asked)
    } catch (error) {
      if (error instanceof WampError) return answered(errorAnswer(error.uri, error.message))
      throw error
    }
    const call = caller.calls?.get(asked.request)
    if (call === undefined) return effects
    call.limit = deadlines.add(sources.now() + timeoutMs, () => [
      ...this.abandon(call),
      ...answered({ kind: 'late', timeoutMs }),
    ])
    opened(call)
    return [...effects, wake(deadlines)]
  }

  /** Gives up a question: its answer is ignored, and the callee gets INTERRUPT if it supports that. */
  abandon(question: PendingCall): Effect[] {
    closeCall(question)
    return question.answerer.interrupt(question, 'killnowait')
  }

  /** Made at the first question. It is no member of the realm, so no session can list it or end it. */
  #caller(): Peer {
    this.#peer ??= new Peer(
      {
        realm: this.#parts.realm,
        session: this.#parts.sources.ids.global(),
        authid: 'wampeter-service',
        authrole: TRUSTED.name,
        authmethod: 'internal',
        authprovider: 'internal',
      },
      { role: TRUSTED, features: featuresOf(EMPTY_DICT), outlet: NOWHERE, holdings: this.#parts.holdings },
    )
    return this.#peer
  }
}

/** Passes the outcome of the call to the callback of the question. */
const askerFor = (answered: Answered): Asker => ({
  takesPassthru: () => false,
  result: (_call, { payload }) => answered({ kind: 'result', payload }),
  progress: () => [],
  error: (_call, { error, payload }) => answered({ kind: 'error', error, payload }),
})

/** The options of a router's call: disclosed, in one part, without progressive results. `ask` sets its own deadline. */
const PLAINLY = {
  isDisclosed: true,
  passthru: undefined,
  receivesProgress: false,
  hasMoreParts: false,
  timeoutMs: 0,
} as const
