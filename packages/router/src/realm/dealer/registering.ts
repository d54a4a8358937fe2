/** Registering and unregistering procedures. */
import { EMPTY_DICT, isReserved, Refusal } from '@wampeter/protocol'
import type { Id, Register, Unregister, Uri, WampError } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { NOTHING_TO_TELL } from '../farewells.ts'
import type { Tell } from '../farewells.ts'
import { checkLimit } from '../limits.ts'
import type { MetaEvents } from '../meta/meta-events.ts'
import type { RegistrationTables } from '../meta/registration-procedures.ts'
import type { Rules } from '../options.ts'
import type { Pattern } from '../pattern.ts'
import type { Answerer, Peer, Registration } from '../peer.ts'
import { authorize } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { checkNotReserved, readPattern } from '../uris.ts'
import { checkShapes } from '../wildcard-shapes.ts'
import { invokePolicyOf } from './callee-group.ts'
import type { InvokePolicy, Refused } from './callee-group.ts'
import { Registrations } from './registrations.ts'
import type { Left } from './registrations.ts'
import type { SessionAnswerer } from './session-answerer.ts'

/** The other parts of the realm that registering needs. */
export interface RegisteringParts {
  readonly rules: Rules
  now(): number
  /** Returns a whole number of at least 1. */
  random(): number
  readonly meta: MetaEvents
  /** True for a procedure that the router itself answers. */
  isBuiltIn(procedure: Uri): boolean
}

/** Handles REGISTER and UNREGISTER. */
export class Registering implements RegistrationTables {
  readonly #registrations: Registrations
  readonly #parts: RegisteringParts

  constructor(parts: RegisteringParts) {
    this.#parts = parts
    this.#registrations = new Registrations(() => parts.random())
  }

  /** Checks the permission first, so that a refused session does not learn whether the procedure is registered. */
  register(peer: Peer, { request, options, procedure }: Register): Effect[] {
    const { rules, meta } = this.#parts
    const { limits } = rules.options
    const pattern = readPattern(procedure, options.match, rules.options)
    checkNotReserved(procedure)
    const policy = policyAsked(options.invoke)
    const concurrency = concurrencyAsked(options.concurrency)
    authorize(peer, 'register', pattern)
    checkLimit(peer.registrations?.size, limits.registrationsPerSession, 'registrations_per_session')
    peer.holdings.check(peer)
    checkShapes(pattern, { own: peer.registrationShapes, all: this.#registrations.shapes }, limits)
    if (this.#parts.isBuiltIn(procedure)) throw alreadyExists(procedure)
    const dropped = options.force_reregister === true ? this.#dropAll(pattern) : NONE_DROPPED
    this.#checkFree(peer, pattern, policy)
    const { registration, isNew } = this.#registrations.join({
      ...{ pattern, policy, peer, concurrency, now: this.#parts.now() },
      disclosesCaller: options.disclose_caller === true,
      forwardsTimeout: options.forward_timeout === true,
    })
    return [
      ...dropped.flatMap(({ told }) => told),
      deliver([peer], { kind: 'REGISTERED', request, registration: registration.id }),
      ...dropped.flatMap(({ callee, left }) => this.#told(callee, left)),
      ...meta.registered(peer, registration, isNew),
    ]
  }

  /** @throws WampError when the existing registration does not take this callee. */
  #checkFree(peer: Peer, pattern: Pattern, policy: InvokePolicy): void {
    const existing = this.#registrations.get(pattern)
    if (existing === undefined) return
    if (existing.invoke === 'single' || policy === 'single' || peer.registrations?.has(existing.id) === true)
      throw alreadyExists(pattern.uri)
    if (existing.invoke !== policy)
      throw new Refusal(
        'wamp.error.procedure_exists_with_different_invocation_policy',
        `the procedure ${quoted(pattern.uri)} is registered with the policy ${existing.invoke}, not ${policy}`,
      )
  }

  /** Drops all callees of a registration. The meta events follow later, after the answer to the request. */
  #dropAll(pattern: Pattern): readonly Dropped[] {
    const existing = this.#registrations.get(pattern)
    if (existing === undefined) return NONE_DROPPED
    return existing.callees.flatMap((callee) => this.#drop(callee, existing, 'wamp.error.unregistered') ?? [])
  }

  /** Open invocations continue. */
  unregister(peer: Peer, { request, registration }: Unregister): Effect[] {
    const left = this.#registrations.leave(peer, registration)
    if (left === undefined)
      throw new Refusal('wamp.error.no_such_registration', `this session does not hold registration ${registration}`)
    return [deliver([peer], { kind: 'UNREGISTERED', request, details: EMPTY_DICT }), ...this.#told(peer, left)]
  }

  /** Removes a registration (*Registration Revocation*). The session gets UNREGISTERED if it announced the feature. */
  revoke(callee: Peer, registration: Registration, reason: Uri | undefined): Effect[] {
    const dropped = this.#drop(callee, registration, reason)
    return dropped === undefined ? [] : [...dropped.told, ...this.#told(callee, dropped.left)]
  }

  #drop(callee: Peer, { id }: Registration, reason: Uri | undefined): Dropped | undefined {
    const left = this.#registrations.leave(callee, id)
    if (left === undefined) return undefined
    const details = reason === undefined ? { registration: id } : { registration: id, reason }
    const told = callee.features.has('callee.registration_revocation')
      ? [deliver([callee], { kind: 'UNREGISTERED', request: 0, details })]
      : []
    return { callee, left, told }
  }

  /** Removes all registrations of a leaving session. The results publish the meta events, after the calls have ended. */
  leave(peer: Peer): readonly Tell[] {
    if (peer.registrations === undefined) return NOTHING_TO_TELL
    const all = [...peer.registrations.keys()].flatMap((id) => this.#registrations.leave(peer, id) ?? [])
    return all.map((left) => () => this.#told(peer, left))
  }

  #told(peer: Peer, { registration, wasLast }: Left): Effect[] {
    return this.#parts.meta.unregistered(peer, registration, wasLast)
  }

  get count(): number {
    return this.#registrations.size
  }

  /** The shapes of wildcard patterns. */
  get shapeCount(): number {
    return this.#registrations.shapes.size
  }

  get version(): number {
    return this.#registrations.version
  }

  registrations(): Iterable<Registration> {
    return this.#registrations.values()
  }

  registration(id: Id): Registration | undefined {
    return this.#registrations.find(id)
  }

  get(pattern: Pattern): Registration | undefined {
    return this.#registrations.get(pattern)
  }

  /** The registration that answers a call. A pattern never matches a reserved URI: only an exact registration does. */
  matching(procedure: Uri): Registration | undefined {
    return isReserved(procedure)
      ? this.#registrations.get({ uri: procedure, match: 'exact' })
      : this.#registrations.matching(procedure)
  }

  /** True when the session is a callee of the registration that answers a procedure. */
  isAnsweredBy(procedure: Uri, peer: Peer): boolean {
    const registration = this.matching(procedure)
    return registration !== undefined && peer.registrations?.has(registration.id) === true
  }

  /** Chooses the callee of the next call. See {@link Registrations.choose}. */
  choose(registration: Registration, refused?: Refused<Answerer>): SessionAnswerer | undefined {
    return this.#registrations.choose(registration, refused)
  }
}

/** A callee that was dropped from a registration. */
interface Dropped {
  readonly callee: Peer
  readonly left: Left
  /** What the callee is told, if it announced registration_revocation. */
  readonly told: readonly Effect[]
}

const NONE_DROPPED: readonly Dropped[] = []

const alreadyExists = (procedure: Uri): WampError =>
  new Refusal('wamp.error.procedure_already_exists', `the procedure ${quoted(procedure)} is registered already`)

function policyAsked(invoke: string | undefined): InvokePolicy {
  const policy = invokePolicyOf(invoke)
  if (policy === undefined)
    throw new Refusal(
      'wamp.error.invalid_argument',
      `the option invoke cannot be ${quoted(invoke ?? '')}; it can be single, first, last, roundrobin or random`,
    )
  return policy
}

function concurrencyAsked(concurrency: number = Infinity): number {
  if (concurrency >= 1) return concurrency
  throw new Refusal('wamp.error.invalid_argument', 'the option concurrency must be a number of at least 1')
}
