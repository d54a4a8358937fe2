/**
 * Remote procedure calls: a call is decided once (`admit`) and then put to a callee (`route`); each answer goes to the
 * call it belongs to.
 */
import { codeOf, EMPTY_DICT, passthruOf, Payload, ProtocolViolation, WampError } from '@wampeter/protocol'
import type { Call, Cancel, ErrorMessage, Id, Uri, Yield } from '@wampeter/protocol'
import { checkPassthru, checkProgressiveCall } from '../announced.ts'
import type { Deadlines } from '../deadlines.ts'
import { note, wake, warn } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { checkLimit } from '../limits.ts'
import type { Rules } from '../options.ts'
import type { Failure, Peer, PendingCall, Registration } from '../peer.ts'
import { authorizeUri } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { CALL_OPTIONS, refuseUnavailable, YIELD_OPTIONS } from '../request-options.ts'
import { checkUri } from '../uris.ts'
import { detailsOf } from './admitted-call.ts'
import type { AdmittedCall } from './admitted-call.ts'
import { closeCall, isOpen, openCall } from './pending-calls.ts'
import type { AskedBy } from './pending-calls.ts'
import type { Registering } from './registering.ts'
import { SESSION_ASKER } from './session-asker.ts'

const INVOCATION_CODE = codeOf('INVOCATION')
const CANCEL_MODES: ReadonlySet<string> = new Set(['skip', 'kill', 'killnowait'])
/** Calls of a callee that has left are ended in parts of this many, so that other sessions are heard in between. */
const ENDED_AT_ONCE = 500

/** What a dealer is made of. */
export interface DealerParts {
  readonly rules: Rules
  readonly registering: Registering
  readonly deadlines: Deadlines
  now(): number
  /** Answers calls to the router's own procedures; undefined for all others. */
  builtIn(caller: Peer, call: Call): Effect[] | undefined
}

export class Dealer {
  readonly #parts: DealerParts

  constructor(parts: DealerParts) {
    this.#parts = parts
  }

  /** The registration that answers a call to this procedure. */
  matching(procedure: Uri): Registration | undefined {
    return this.#parts.registering.matching(procedure)
  }

  call(caller: Peer, message: Call): Effect[] {
    const { rules, builtIn } = this.#parts
    const admitted = this.admit(caller, message)
    const registration = this.matching(admitted.procedure)
    if (registration === undefined) {
      const answered = builtIn(caller, message)
      if (answered !== undefined) return answered
      throw noSuchProcedure(admitted)
    }
    checkLimit(caller.calls?.size, rules.options.limits.pendingCallsPerSession, 'calls waiting for an answer')
    return this.route(admitted, registration, { caller, request: message.request, asker: SESSION_ASKER })
  }

  /**
   * Decides once: may this call be made, and what is its callee shown.
   * @throws WampError when the URI, an option or the caller's role forbids it; ProtocolViolation for what the session
   * did not announce, and for the id of a call that is not answered yet.
   */
  admit(caller: Peer, { request, options, procedure, payload }: Call): AdmittedCall {
    if (caller.calls?.has(request) === true)
      throw new ProtocolViolation(`CALL.Request ${request} belongs to a call that is not answered yet`)
    checkProgressiveCall(caller, options)
    checkPassthru(caller, 'caller', options)
    checkUri(procedure, this.#parts.rules.options)
    refuseUnavailable(options, CALL_OPTIONS)
    const { disclose } = authorizeUri(caller, 'call', procedure)
    const shown = disclose.caller || options.disclose_me === true ? caller.identity : undefined
    return { procedure, payload, details: detailsOf(shown, passthruOf(options)) }
  }

  /**
   * Puts a call that was admitted to a callee of a registration.
   * @throws WampError `wamp.error.no_such_procedure` when the registration is gone.
   */
  route(admitted: AdmittedCall, registration: Registration, by: AskedBy): Effect[] {
    const answerer = this.#parts.registering.choose(registration)
    if (answerer === undefined) throw noSuchProcedure(admitted)
    const { details, payload } = admitted
    const call = openCall(by, answerer)
    return answerer.invoke(call, { registration: registration.id, details, payload })
  }

  /** Cancelling is not announced yet: a call that is under way says so; one that has ended needs no answer. */
  cancel(caller: Peer, { request, options }: Cancel): Effect[] {
    if (caller.calls?.has(request) !== true) return []
    if (options.mode !== undefined && !CANCEL_MODES.has(options.mode))
      throw new WampError(
        'wamp.error.invalid_argument',
        `a call cannot be cancelled by the mode ${quoted(options.mode)}`,
      )
    throw new WampError('wamp.error.feature_not_supported', 'this router cannot cancel calls')
  }

  yield(callee: Peer, { request, options, payload }: Yield): Effect[] {
    checkPassthru(callee, 'callee', options)
    const call = this.#pending(callee, request, 'YIELD')
    if (call === undefined) return [tooLate(callee, request)]
    if (options.progress === true && !call.receivesProgress) return [unwantedProgress(callee, request)]
    const refusal = unavailable(options)
    const details = passthruOf(options) ?? EMPTY_DICT
    if (options.progress === true && refusal === undefined) return call.asker.progress(call, { details, payload })
    closeCall(call)
    if (refusal !== undefined) return call.asker.error(call, failureFor(refusal))
    return call.asker.result(call, { details, payload })
  }

  /** A callee's failure becomes the caller's; only type and id change. */
  error(callee: Peer, { requestType, request, error, details, payload }: ErrorMessage): Effect[] {
    if (requestType !== INVOCATION_CODE)
      throw new ProtocolViolation(`ERROR.RequestType must be ${INVOCATION_CODE} (INVOCATION), not ${requestType}`)
    checkPassthru(callee, 'callee', details)
    const call = this.#pending(callee, request, 'ERROR')
    if (call === undefined) return [tooLate(callee, request)]
    closeCall(call)
    return call.asker.error(call, { error, details, payload })
  }

  /** An answer that cannot be taken ends its call: the caller is told why. */
  refuseAnswer(callee: Peer, request: Id, error: WampError): Effect[] {
    const call = this.#pending(callee, request, 'YIELD')
    if (call === undefined) return [tooLate(callee, request)]
    closeCall(call)
    const why = (): string => `the answer to invocation ${request} was refused: ${error.message}`
    return [...call.asker.error(call, failureFor(error)), warn('answer_dropped', callee, why)]
  }

  #pending(callee: Peer, invocation: Id, kind: string): PendingCall | undefined {
    const call = callee.invocations?.get(invocation)
    if (call === undefined && callee.invocations?.wasIssued(invocation) !== true) {
      throw new ProtocolViolation(`${kind}.Request ${invocation} was never given to this session`)
    }
    return call
  }

  /** Callers of a session that leaves are told; callees of its own calls are told to stop where they can. */
  leave(peer: Peer): Effect[] {
    const { registering } = this.#parts
    const tellRemoved = registering.leave(peer)
    const orphans = [...(peer.invocations?.values() ?? [])]
    peer.invocations = undefined
    const interrupted = [...(peer.calls?.values() ?? [])].flatMap((call) => {
      closeCall(call)
      return call.answerer.interrupt(call)
    })
    return [...this.#endOrphans(orphans), ...interrupted, ...tellRemoved()]
  }

  /** Ends calls whose callee has left; many of them in parts. */
  #endOrphans(calls: readonly PendingCall[], from = 0): Effect[] {
    const effects = calls.slice(from, from + ENDED_AT_ONCE).flatMap((call) => {
      if (!isOpen(call)) return []
      closeCall(call)
      return call.asker.error(call, CALLEE_LEFT)
    })
    const rest = from + ENDED_AT_ONCE
    if (rest >= calls.length) return effects
    this.#parts.deadlines.add(this.#parts.now(), () => this.#endOrphans(calls, rest))
    return [...effects, wake(this.#parts.deadlines)]
  }
}

/** A result that cannot be passed on still ends its call: the caller is told why. */
function unavailable(options: Yield['options']): WampError | undefined {
  try {
    refuseUnavailable(options, YIELD_OPTIONS)
    return undefined
  } catch (error) {
    if (error instanceof WampError) return error
    throw error
  }
}

const failureFor = ({ uri, args, kwargs }: WampError): Failure => ({
  error: uri,
  details: EMPTY_DICT,
  payload: Payload.of(args, kwargs),
})

const CALLEE_LEFT = failureFor(new WampError('wamp.error.canceled', 'the callee left before it answered'))

const noSuchProcedure = ({ procedure }: AdmittedCall): WampError =>
  new WampError('wamp.error.no_such_procedure', `no procedure ${quoted(procedure)} is registered`)

const tooLate = (callee: Peer, invocation: Id): Effect =>
  note('answer_dropped', callee, () => `the answer to invocation ${invocation} came too late: its call has ended`)

const unwantedProgress = (callee: Peer, invocation: Id): Effect =>
  note(
    'progress_dropped',
    callee,
    () => `a progressive result of invocation ${invocation} was dropped: its caller did not ask for any`,
  )
