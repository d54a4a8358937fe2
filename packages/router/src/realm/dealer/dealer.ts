/**
 * Remote procedure calls: `admit` decides once about a call, and `route` puts it to a callee. `answering.ts` handles
 * the callee's answers, and `endings.ts` handles all other ends of a call.
 */
import { detached, fresh, passthruOf, ProtocolViolation } from '@wampeter/protocol'
import type { Call, Id, Uri, WampError } from '@wampeter/protocol'
import { checkPassthru, checkProgressiveCall } from '../announced.ts'
import { note, warn } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { checkLimit } from '../limits.ts'
import type { Rules } from '../options.ts'
import type { Answerer, Peer, PendingCall, Registration } from '../peer.ts'
import type { AdmittedCall } from './admitted-call.ts'
import { authorizeUri } from '../permissions/refusal.ts'
import { checkUri } from '../uris.ts'
import { weightOfPayload } from '../weight.ts'
import type { Endings } from './endings.ts'
import { checkSupported, noSuchProcedure, unsupported } from './failures.ts'
import { invocationDetails, lastingDetails } from './invocation-details.ts'
import { openCall } from './pending-calls.ts'
import type { AskedBy } from './pending-calls.ts'
import type { Registering } from './registering.ts'
import { SESSION_ASKER } from './session-asker.ts'

/** The other parts of the realm that a dealer needs. */
export interface DealerParts {
  readonly rules: Rules
  readonly registering: Registering
  readonly endings: Endings
  now(): number
  /** Answers calls to the router's own procedures; undefined for all other procedures. */
  builtIn(caller: Peer, call: Call): Effect[] | undefined
}

/** Puts calls to callees. */
export class Dealer {
  readonly #parts: DealerParts

  constructor(parts: DealerParts) {
    this.#parts = parts
  }

  /** The registration that answers a call. */
  matching(procedure: Uri): Registration | undefined {
    return this.#parts.registering.matching(procedure)
  }

  /** Handles a CALL: the first part of a call, or a further part of it. */
  call(caller: Peer, message: Call): Effect[] {
    const { request } = message
    const active = caller.calls?.get(request)
    if (active !== undefined) return this.#furtherPart(active, message)
    if (caller.endedParts?.has(request) === true) return this.#latePart(caller, message)
    const admitted = this.admit(caller, message)
    const answered = this.#parts.builtIn(caller, message)
    if (answered !== undefined) return answered
    const registration = this.matching(admitted.procedure)
    if (registration === undefined) throw noSuchProcedure(admitted.procedure)
    const { pendingCallsPerSession } = this.#parts.rules.options.limits
    checkLimit(caller.calls?.size, pendingCallsPerSession, 'pending_calls_per_session')
    caller.holdings.check(caller)
    const by = { caller, request, asker: SESSION_ASKER, madeAt: this.#parts.now() }
    const effects = this.route(admitted, registration, by)
    const call = admitted.timeoutMs === 0 ? undefined : caller.calls?.get(request)
    return call === undefined || call.answerer.mindsTimeout ? effects : [...effects, this.#parts.endings.limit(call)]
  }

  /**
   * Checks a CALL: may it be made, and what may its callee see.
   * @throws WampError when the URI, an option or the caller's role forbids it.
   * @throws ProtocolViolation when the session did not announce a feature that the call uses.
   */
  admit(caller: Peer, { options, procedure, payload }: Call): AdmittedCall {
    checkProgressiveCall(caller, options)
    checkPassthru(caller, 'caller', options)
    checkUri(procedure, this.#parts.rules.options)
    const { disclose } = authorizeUri(caller, 'call', procedure)
    return {
      procedure,
      payload,
      caller: caller.identity,
      isDisclosed: disclose.caller || options.disclose_me === true,
      passthru: passthruOf(options),
      receivesProgress: options.receive_progress === true,
      hasMoreParts: options.progress === true,
      timeoutMs: options.timeout ?? 0,
    }
  }

  /**
   * Puts an admitted call to a callee of a registration.
   * @throws WampError `wamp.error.no_such_procedure` when the registration is gone,
   * `crossbar.error.max_concurrency_reached` when all callees are busy, `wamp.error.feature_not_supported` when the
   * callee lacks a feature that the call needs.
   */
  route(admitted: AdmittedCall, registration: Registration, by: AskedBy): Effect[] {
    const answerer = this.#parts.registering.choose(registration)
    if (answerer === undefined) throw noSuchProcedure(admitted.procedure)
    checkSupported(admitted, answerer)
    const bytes = isReroutable(admitted, registration, answerer) ? weightOfPayload(admitted.payload) : undefined
    const isKept = bytes !== undefined && this.#mayKeep(by, bytes)
    const reroute = isKept
      ? {
          admitted: { ...admitted, payload: detached(fresh(admitted.payload)) },
          tried: new Set<Answerer>([answerer]),
          bytes,
        }
      : aloneIn(registration, answerer, by)
    const { procedure, timeoutMs, receivesProgress, hasMoreParts } = admitted
    const partDetails = hasMoreParts ? lastingDetails(admitted, registration, answerer) : undefined
    const begun = { registration, procedure, timeoutMs, receivesProgress, partDetails, reroute }
    const call = openCall(by, answerer, begun)
    const details = invocationDetails(admitted, registration, answerer)
    const effects = answerer.invoke(call, { registration: registration.id, details, payload: admitted.payload })
    return bytes === undefined || isKept ? effects : [...effects, this.#unkept(by)]
  }

  /** The router's own questions are bounded elsewhere. */
  #mayKeep({ asker, caller }: AskedBy, bytes: number): boolean {
    const { rerouteBytesPerSession } = this.#parts.rules.options.limits
    return asker !== SESSION_ASKER || caller.reroutableBytes + bytes <= rerouteBytesPerSession
  }

  #unkept({ caller, request }: AskedBy): Effect {
    const { rerouteBytesPerSession } = this.#parts.rules.options.limits
    const tell = caller.hasMetLimit ? note : warn
    caller.hasMetLimit = true
    return tell(
      'reroute_unkept',
      caller,
      () =>
        `CALL ${request} cannot be put to another callee: for that the router keeps at most ` +
        `${rerouteBytesPerSession} bytes of a session's calls (limits.reroute_bytes_per_session)`,
    )
  }

  /**
   * Of the options of a further part, only `progress` and the marks of its own passthru payload count: the first part
   * has set all others. Its INVOCATION names the procedure and the caller as the first one does, because each
   * INVOCATION of a pattern must name the procedure, and callees may handle each part on its own.
   */
  #furtherPart(call: PendingCall, { request, options, procedure, payload }: Call): Effect[] {
    const lasting = call.partDetails
    if (lasting === undefined) throw unanswered(request)
    if (procedure !== call.procedure)
      throw new ProtocolViolation(`CALL.Request ${request} belongs to a call of another procedure`)
    checkPassthru(call.caller, 'caller', options)
    const passthru = passthruOf(options)
    const hasMoreParts = options.progress === true
    if (!hasMoreParts) call.partDetails = undefined
    const lacking = unsupported({ hasMoreParts, passthru }, call.answerer)
    if (lacking !== undefined) return this.#parts.endings.stop(call, lacking)
    const details = { ...lasting, ...(hasMoreParts && { progress: true }), ...passthru }
    return call.answerer.invoke(call, { registration: call.registration.id, details, payload })
  }

  /**
   * Refuses a CALL that was not decoded. The refusal of a further part ends its call; undefined when the CALL would
   * have begun a new call.
   * @throws ProtocolViolation when the call takes no further parts.
   */
  refuse(caller: Peer, request: Id, error: WampError): Effect[] | undefined {
    const active = caller.calls?.get(request)
    if (active === undefined) return caller.endedParts?.has(request) === true ? [] : undefined
    if (active.partDetails === undefined) throw unanswered(request)
    return this.#parts.endings.stop(active, error)
  }

  /** Drops a part that arrives after its call has ended. */
  #latePart(caller: Peer, { request, options }: Call): Effect[] {
    if (options.progress !== true) caller.endedParts?.delete(request)
    return []
  }
}

/** Marks the call of a session to a callee that may refuse it, if there is no other. */
const aloneIn = ({ calleeCount }: Registration, { canRefuse }: Answerer, { asker }: AskedBy): 'alone' | undefined =>
  calleeCount === 1 && canRefuse && asker === SESSION_ASKER ? 'alone' : undefined

const isReroutable = ({ hasMoreParts }: AdmittedCall, { calleeCount }: Registration, answerer: Answerer): boolean =>
  !hasMoreParts && answerer.canRefuse && calleeCount > 1

const unanswered = (request: Id): ProtocolViolation =>
  new ProtocolViolation(`CALL.Request ${request} belongs to a call that is not answered yet`)
