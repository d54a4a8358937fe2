/** Remote procedure calls: who answers what, and which answer belongs to whom. */
import { codeOf, EMPTY_DICT, passthruOf, ProtocolViolation, WampError } from '@wampeter/protocol'
import type { Call, Cancel, ErrorMessage, Id, Register, Unregister, Uri, Yield } from '@wampeter/protocol'
import { checkPassthru, checkProgressiveCall } from '../announced.ts'
import { deliver, errorFor, note } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { checkLimit } from '../limits.ts'
import type { MetaEvents } from '../meta/meta-events.ts'
import type { RegistrationTables } from '../meta/registration-procedures.ts'
import type { RealmOptions, Rules } from '../options.ts'
import type { Peer, PendingCall, Registration } from '../peer.ts'
import { exactly } from '../pattern.ts'
import { authorize, authorizeUri } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { CALL_OPTIONS, refuseUnavailable, REGISTER_OPTIONS, YIELD_OPTIONS } from '../request-options.ts'
import { checkOwnUri, checkUri } from '../uris.ts'
import { errorAnswer } from './answer.ts'
import { interrupt, invocationDetails } from './invocation.ts'
import { close, open } from './pending-calls.ts'
import { Registrations } from './registrations.ts'

const INVOCATION_CODE = codeOf('INVOCATION')
const CALL_CODE = codeOf('CALL')
const CANCEL_MODES: ReadonlySet<string> = new Set(['skip', 'kill', 'killnowait'])

/** What a dealer is made of. */
export interface DealerParts {
  readonly rules: Rules
  now(): number
  readonly meta: MetaEvents
  /** Calls that the router itself answers; undefined for those that are not its. */
  builtIn(caller: Peer, call: Call): Effect[] | undefined
  isBuiltIn(procedure: Uri): boolean
}

export class Dealer implements RegistrationTables {
  readonly #registrations = new Registrations()
  readonly #parts: DealerParts

  constructor(parts: DealerParts) {
    this.#parts = parts
  }

  get #rules(): RealmOptions {
    return this.#parts.rules.options
  }

  /** Permission is judged before anything is said about whether the procedure is taken. */
  register(peer: Peer, { request, options, procedure }: Register): Effect[] {
    checkOwnUri(procedure, this.#rules)
    refuseUnavailable(options, REGISTER_OPTIONS)
    const pattern = exactly(procedure)
    authorize(peer, 'register', pattern)
    if (this.#registrations.get(pattern) !== undefined || this.#parts.isBuiltIn(procedure)) {
      throw new WampError(
        'wamp.error.procedure_already_exists',
        `the procedure ${quoted(procedure)} is registered already`,
      )
    }
    checkLimit(peer.registrations?.size, this.#rules.limits.registrationsPerSession, 'registrations')
    const registration = this.#registrations.add(peer, pattern, this.#parts.now())
    return [
      deliver([peer], { kind: 'REGISTERED', request, registration: registration.id }),
      ...this.#parts.meta.registered(peer, registration),
    ]
  }

  /** Invocations that are under way go on. */
  unregister(peer: Peer, { request, registration }: Unregister): Effect[] {
    const removed = this.#registrations.remove(peer, registration)
    if (removed === undefined)
      throw new WampError('wamp.error.no_such_registration', `this session does not hold registration ${registration}`)
    return [
      deliver([peer], { kind: 'UNREGISTERED', request, details: EMPTY_DICT }),
      ...this.#parts.meta.unregistered(peer, removed),
    ]
  }

  /** Takes a registration away (*Registration Revocation*); who did not announce the feature is not told. */
  revoke({ id, callee }: Registration, reason: Uri | undefined): Effect[] {
    const removed = this.#registrations.remove(callee, id)
    if (removed === undefined) return []
    const details = reason === undefined ? { registration: id } : { registration: id, reason }
    const told = callee.features.has('callee.registration_revocation')
      ? [deliver([callee], { kind: 'UNREGISTERED', request: 0, details })]
      : []
    return [...told, ...this.#parts.meta.unregistered(callee, removed)]
  }

  registrations(): Iterable<Registration> {
    return this.#registrations.values()
  }

  registration(id: Id): Registration | undefined {
    return this.#registrations.find(id)
  }

  matching(procedure: Uri): Registration | undefined {
    return this.#registrations.matching(procedure)
  }

  call(caller: Peer, message: Call): Effect[] {
    const { request, options, procedure, payload } = message
    if (caller.calls?.has(request) === true)
      throw new ProtocolViolation(`CALL.Request ${request} belongs to a call that is not answered yet`)
    checkProgressiveCall(caller, options)
    checkPassthru(caller, 'caller', options)
    checkUri(procedure, this.#rules)
    refuseUnavailable(options, CALL_OPTIONS)
    const { disclose } = authorizeUri(caller, 'call', procedure)
    const registration = this.#registrations.matching(procedure)
    if (registration === undefined) {
      const answered = this.#parts.builtIn(caller, message)
      if (answered !== undefined) return answered
      throw new WampError('wamp.error.no_such_procedure', `no procedure ${quoted(procedure)} is registered`)
    }
    checkLimit(caller.calls?.size, this.#rules.limits.pendingCallsPerSession, 'calls waiting for an answer')
    const { callee, invocation } = open({ caller, request }, registration.callee)
    const details = invocationDetails(
      disclose.caller || options.disclose_me === true ? caller : undefined,
      passthruOf(options),
    )
    return [
      deliver([callee], { kind: 'INVOCATION', request: invocation, registration: registration.id, details, payload }),
    ]
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
    if (options.progress === true)
      return [
        note(
          'progress_dropped',
          callee,
          () => `a progressive result of invocation ${request} was dropped: its caller did not ask for any`,
        ),
      ]
    close(call)
    if (call.answered !== undefined) return call.answered({ kind: 'result', payload })
    const refusal = unavailable(options)
    if (refusal !== undefined)
      return [deliver([call.caller], errorFor({ kind: 'CALL', request: call.request }, refusal))]
    return [
      deliver([call.caller], {
        kind: 'RESULT',
        request: call.request,
        details: passthruOf(options) ?? EMPTY_DICT,
        payload,
      }),
    ]
  }

  /** A callee's failure becomes the caller's; only type and id change. */
  error(callee: Peer, message: ErrorMessage): Effect[] {
    if (message.requestType !== INVOCATION_CODE)
      throw new ProtocolViolation(
        `ERROR.RequestType must be ${INVOCATION_CODE} (INVOCATION), not ${message.requestType}`,
      )
    checkPassthru(callee, 'callee', message.details)
    const call = this.#pending(callee, message.request, 'ERROR')
    if (call === undefined) return [tooLate(callee, message.request)]
    close(call)
    if (call.answered !== undefined)
      return call.answered({ kind: 'error', error: message.error, payload: message.payload })
    return [deliver([call.caller], { ...message, requestType: CALL_CODE, request: call.request })]
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
    const removed = [...(peer.registrations?.keys() ?? [])].flatMap((id) => this.#registrations.remove(peer, id) ?? [])
    const effects: Effect[] = []
    for (const call of [...(peer.invocations?.values() ?? [])]) {
      close(call)
      if (call.answered !== undefined)
        effects.push(...call.answered(errorAnswer('wamp.error.canceled', 'the callee left before it answered')))
      else if (call.caller !== peer) effects.push(calleeGone(call))
    }
    for (const call of [...(peer.calls?.values() ?? [])]) {
      close(call)
      if (call.callee.features.has('callee.call_canceling')) effects.push(interrupt(call))
    }
    for (const registration of removed) effects.push(...this.#parts.meta.unregistered(peer, registration))
    return effects
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

const tooLate = (callee: Peer, invocation: Id): Effect =>
  note('answer_dropped', callee, () => `the answer to invocation ${invocation} came too late: its call has ended`)

const calleeGone = ({ caller, request }: PendingCall): Effect =>
  deliver(
    [caller],
    errorFor({ kind: 'CALL', request }, new WampError('wamp.error.canceled', 'the callee left before it answered')),
  )
