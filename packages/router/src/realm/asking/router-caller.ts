/** The router itself as a caller: it asks authorizers and authenticators, which see an ordinary invocation by `trusted`. */
import { EMPTY_DICT, featuresOf, Payload } from '@wampeter/protocol'
import type { Dealer } from '../dealer/dealer.ts'
import { closeCall } from '../dealer/pending-calls.ts'
import type { Deadlines } from '../deadlines.ts'
import { wake } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { Sequence } from '../ids.ts'
import type { Sources } from '../ids.ts'
import { Peer } from '../peer.ts'
import type { Asker, PendingCall } from '../peer.ts'
import { TRUSTED } from '../permissions/role.ts'
import { errorAnswer } from './question.ts'
import type { Answered, Question } from './question.ts'

export interface RouterCallerParts {
  readonly realm: string
  readonly dealer: Dealer
  readonly sources: Sources
  readonly deadlines: Deadlines
}

export class RouterCaller {
  readonly #parts: RouterCallerParts
  readonly #requests = new Sequence()
  #peer: Peer | undefined

  constructor(parts: RouterCallerParts) {
    this.#parts = parts
  }

  /**
   * Asks. Where nobody can be asked, the answer is an error at once; otherwise `opened` gets the question. When the time
   * is over, that is the answer, and the callee is told to stop where it can be.
   */
  ask({ procedure, args, timeoutMs, answered }: Question, opened: (question: PendingCall) => void): Effect[] {
    const { dealer, deadlines, sources } = this.#parts
    const registration = dealer.matching(procedure)
    if (registration === undefined)
      return answered(errorAnswer('wamp.error.no_such_procedure', `no procedure "${procedure}" is registered`))
    const caller = this.#caller()
    const admitted = { procedure, payload: Payload.of(args), caller: caller.identity, ...PLAINLY }
    const asked = { caller, request: this.#requests.next(), asker: askerFor(answered), madeAt: 0 }
    const effects = dealer.route(admitted, registration, asked)
    const call = caller.calls?.get(asked.request)
    if (call === undefined) return effects
    call.limit = deadlines.add(sources.now() + timeoutMs, () => [
      ...this.abandon(call),
      ...answered({ kind: 'late', timeoutMs }),
    ])
    opened(call)
    return [...effects, wake(deadlines)]
  }

  /** Gives up what was asked. */
  abandon(question: PendingCall): Effect[] {
    closeCall(question)
    return question.answerer.interrupt(question, 'killnowait')
  }

  /** Made when first needed. It is no member of the realm: no session can list it or end it. */
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
      { role: TRUSTED, features: featuresOf(EMPTY_DICT), outlet: NOWHERE },
    )
    return this.#peer
  }
}

/** A question is answered by a callback where a session gets messages. It never asks for progress. */
const askerFor = (answered: Answered): Asker => ({
  takesPassthru: () => false,
  result: (_call, { payload }) => answered({ kind: 'result', payload }),
  progress: () => [],
  error: (_call, { error, payload }) => answered({ kind: 'error', error, payload }),
})

/** The router shows itself, and asks in one part for one answer. Its questions have a deadline of their own. */
const PLAINLY = {
  isDisclosed: true,
  passthru: undefined,
  receivesProgress: false,
  hasMoreParts: false,
  timeoutMs: 0,
} as const

/** What answers by callbacks is sent nothing. */
const NOWHERE = { frames: undefined, accept: () => {}, end: () => {} } as const
