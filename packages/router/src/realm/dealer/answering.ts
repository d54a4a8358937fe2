/** Handles the answers of callees: YIELD and ERROR. */
import { codeOf, EMPTY_DICT, fresh, passthruOf, ProtocolViolation, Refusal, WampError } from '@wampeter/protocol'
import type { ErrorMessage, Id, Yield } from '@wampeter/protocol'
import { checkPassthru, isPassthru } from '../announced.ts'
import { answered, deliver, note, warn } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Answerer, Peer, PendingCall, Reroute } from '../peer.ts'
import type { AdmittedCall } from './admitted-call.ts'
import type { Endings } from './endings.ts'
import { checkSupported, failureFor, NO_CALLEE_LEFT, noCalleeLeft } from './failures.ts'
import { invocationDetails } from './invocation-details.ts'
import { closeCall, forgetPayload, moveCall } from './pending-calls.ts'
import type { Registering } from './registering.ts'
import { SESSION_ASKER } from './session-asker.ts'

const INVOCATION_CODE = codeOf('INVOCATION')

/** The other parts of the realm that answering needs. */
export interface AnsweringParts {
  readonly registering: Registering
  readonly endings: Endings
  now(): number
}

/** Passes the answers of callees to the callers. */
export class Answering {
  readonly #parts: AnsweringParts

  constructor(parts: AnsweringParts) {
    this.#parts = parts
  }

  yield(callee: Peer, { request, options, payload }: Yield): Effect[] {
    checkPassthru(callee, 'callee', options)
    const call = pending(callee, request, 'YIELD')
    if (call === undefined) return tooLate(callee, request, options.progress === true)
    if (options.progress === true && (!call.receivesProgress || call.isKilled)) return [unwanted(callee, request)]
    const passthru = passthruOf(options)
    if (isPassthru(passthru) && !call.asker.takesPassthru(call)) return this.#refusePassthru(call)
    const details = passthru ?? EMPTY_DICT
    if (options.progress === true) return this.#progress(call, { details, payload })
    closeCall(call)
    return this.#timed(call, call.asker.result(call, { details, payload }))
  }

  /** Passes on a progressive result. The call can no longer be re-routed, and its timeout starts again. */
  #progress(call: PendingCall, result: Parameters<PendingCall['asker']['progress']>[1]): Effect[] {
    forgetPayload(call)
    const effects = call.asker.progress(call, result)
    if (call.limit !== undefined) effects.push(this.#parts.endings.limit(call))
    return effects
  }

  /** Ends a call whose caller does not support the passthru payload of its result. */
  #refusePassthru(call: PendingCall): Effect[] {
    const why = 'the caller does not support payload_passthru_mode, by which the callee answered'
    return this.#parts.endings.refuse(call, new Refusal('wamp.error.feature_not_supported', why))
  }

  /** Passes a callee's ERROR to the caller. Only its type and request id change. */
  error(callee: Peer, { requestType, request, error, details, payload }: ErrorMessage): Effect[] {
    if (requestType !== INVOCATION_CODE)
      throw new ProtocolViolation(`ERROR.RequestType must be ${INVOCATION_CODE} (INVOCATION), not ${requestType}`)
    checkPassthru(callee, 'callee', details)
    const call = pending(callee, request, 'ERROR')
    if (call === undefined) return tooLate(callee, request, false)
    const { reroute } = call
    const isRefused = error === 'wamp.error.unavailable' && reroute !== undefined
    if (isRefused && reroute !== 'alone') return this.#reroute(call, reroute)
    closeCall(call)
    // The payload of the only callee says why it refuses.
    const failure = { error: isRefused ? NO_CALLEE_LEFT : error, details, payload }
    return this.#timed(call, call.asker.error(call, failure))
  }

  /** Adds the latency of a session's call. The router's own questions are not measured. */
  #timed({ asker, madeAt }: PendingCall, effects: Effect[]): Effect[] {
    if (asker !== SESSION_ASKER) return effects
    const latency = answered(this.#parts.now() - madeAt)
    const [only] = effects
    // A list of a known length takes a tenth of the memory of one that grows by `push`.
    return effects.length === 1 && only !== undefined ? [only, latency] : [...effects, latency]
  }

  /** Puts a call that its callee refused to another callee (*Call Re-Routing*). Its timeout goes on. */
  #reroute(call: PendingCall, { admitted, tried }: Reroute): Effect[] {
    const { registration, timeoutMs, madeAt } = call
    const answerer = this.#another(call, admitted, tried)
    if (answerer instanceof WampError) return this.#parts.endings.refuse(call, answerer)
    moveCall(call, answerer)
    if (answerer.canRefuse) tried.add(answerer)
    else forgetPayload(call)
    const details = invocationDetails(admitted, registration, answerer)
    const payload = fresh(admitted.payload)
    const effects = answerer.invoke(call, { registration: registration.id, details, payload })
    if (timeoutMs === 0) return effects
    if (!answerer.mindsTimeout) return [...effects, this.#parts.endings.limit(call, madeAt)]
    call.limit?.cancel()
    call.limit = undefined
    return effects
  }

  /** A callee that has not refused the call, or why none can take it. */
  #another(
    { registration, answerer: last }: PendingCall,
    admitted: AdmittedCall,
    tried: Reroute['tried'],
  ): Answerer | WampError {
    try {
      const answerer = this.#parts.registering.choose(registration, { all: tried, last })
      if (answerer === undefined) return noCalleeLeft()
      checkSupported(admitted, answerer)
      return answerer
    } catch (error) {
      if (error instanceof WampError) return error
      throw error
    }
  }

  /** Ends the call of an answer that the router refused. The caller is told why. */
  refuse(callee: Peer, request: Id, error: WampError): Effect[] {
    const call = pending(callee, request, 'YIELD')
    if (call === undefined) return tooLate(callee, request, false)
    closeCall(call)
    const why = (): string => `the answer to invocation ${request} was refused: ${error.message}`
    return [...call.asker.error(call, failureFor(error)), warn('answer_dropped', callee, why)]
  }
}

/**
 * The call of an invocation; undefined when it has ended.
 * @throws ProtocolViolation for an invocation id that the session was never given.
 */
function pending(callee: Peer, invocation: Id, kind: string): PendingCall | undefined {
  const call = callee.invocations?.get(invocation)
  if (call === undefined && callee.invocations?.wasIssued(invocation) !== true)
    throw new ProtocolViolation(`${kind}.Request ${invocation} was never given to this session`)
  return call
}

/** Notes a late answer. A callee that would go on gets INTERRUPT if it supports that. */
function tooLate(callee: Peer, request: Id, goesOn: boolean): Effect[] {
  const text = (): string => `the answer to invocation ${request} came too late: its call has ended`
  const told = note('answer_dropped', callee, text)
  if (!goesOn || !callee.features.has('callee.call_canceling')) return [told]
  return [told, deliver([callee], { kind: 'INTERRUPT', request, options: { mode: 'killnowait' } })]
}

const unwanted = (callee: Peer, invocation: Id): Effect =>
  note(
    'progress_dropped',
    callee,
    () =>
      `a progressive result of invocation ${invocation} was dropped: its caller did not ask for progress, or has cancelled the call`,
  )
