/** The table of registrations. */
import type { Id, Uri } from '@wampeter/protocol'
import { REGISTRATION_BYTES } from '../holdings.ts'
import { Sequence } from '../ids.ts'
import type { Pattern } from '../pattern.ts'
import { PatternIndex } from '../pattern-index.ts'
import type { Answerer, Peer, Registration } from '../peer.ts'
import { WildcardShapes } from '../wildcard-shapes.ts'
import { CalleeGroup } from './callee-group.ts'
import type { InvokePolicy, Refused } from './callee-group.ts'
import { SessionAnswerer } from './session-answerer.ts'
import type { AnswererParts } from './session-answerer.ts'

class OpenRegistration implements Registration {
  readonly id: Id
  readonly pattern: Pattern
  readonly created: number
  readonly group: CalleeGroup<SessionAnswerer>

  constructor(id: Id, pattern: Pattern, { group, created }: Pick<OpenRegistration, 'group' | 'created'>) {
    this.id = id
    this.pattern = pattern
    this.created = created
    this.group = group
  }

  get procedure(): Uri {
    return this.pattern.uri
  }

  get match(): Pattern['match'] {
    return this.pattern.match
  }

  get invoke(): InvokePolicy {
    return this.group.policy
  }

  get calleeCount(): number {
    return this.group.size
  }

  get callees(): readonly Peer[] {
    return Array.from(this.group.members, ({ peer }) => peer)
  }
}

/** A new callee and the registration that it joins. */
export interface Wanted extends Omit<AnswererParts, 'group'> {
  readonly pattern: Pattern
  readonly policy: InvokePolicy
  readonly now: number
}

/** The result of removing a callee. */
export interface Left {
  readonly registration: Registration
  /** True when the callee was the last one; the registration is gone then. */
  readonly wasLast: boolean
}

/** The registrations of a realm, by pattern and by id. A registration lives as long as it has callees. */
export class Registrations {
  readonly #byPattern: PatternIndex<OpenRegistration>
  readonly #byId = new Map<Id, OpenRegistration>()
  readonly #ids = new Sequence()
  #version = 0
  readonly #random: () => number
  /** The shapes of all wildcard patterns of the realm. */
  readonly shapes = new WildcardShapes()

  /** `random` returns whole numbers of at least 1. */
  constructor(random: () => number) {
    this.#random = random
    this.#byPattern = new PatternIndex(random())
  }

  get size(): number {
    return this.#byId.size
  }

  /** Grows with each registration that is created or deleted. */
  get version(): number {
    return this.#version
  }

  /** The registration of exactly this pattern. */
  get(pattern: Pattern): Registration | undefined {
    return this.#byPattern.get(pattern)
  }

  /** The registration that answers a call to this procedure. */
  matching(procedure: Uri): Registration | undefined {
    return this.#byPattern.best(procedure)
  }

  /**
   * Chooses the callee of the next call; undefined when the registration is gone, or when all callees have refused.
   * @throws WampError `crossbar.error.max_concurrency_reached` when all candidates are busy.
   */
  choose({ id }: Registration, refused?: Refused<Answerer>): SessionAnswerer | undefined {
    const group = this.#byId.get(id)?.group
    if (refused === undefined) return group?.choose()
    const { all, last } = refused
    return group?.choose({ all, last: last instanceof SessionAnswerer ? last : undefined })
  }

  /** Adds a callee. The caller of this method has checked that the registration takes it. */
  join({ pattern, policy, now, ...callee }: Wanted): { readonly registration: Registration; readonly isNew: boolean } {
    const existing = this.#byPattern.get(pattern)
    const registration = existing ?? this.#create(pattern, policy, now)
    const { group, id } = registration
    group.add(new SessionAnswerer({ ...callee, group }))
    const isNew = existing === undefined
    callee.peer.holdings.join(callee.peer, { uri: pattern.uri, isFirst: isNew, of: REGISTRATION_BYTES })
    callee.peer.registrations ??= new Map()
    callee.peer.registrations.set(id, registration)
    if (pattern.match === 'wildcard') (callee.peer.registrationShapes ??= new WildcardShapes()).add(pattern.uri)
    return { registration, isNew }
  }

  #create(pattern: Pattern, policy: InvokePolicy, created: number): OpenRegistration {
    const group = new CalleeGroup<SessionAnswerer>(policy, this.#random)
    const registration = new OpenRegistration(this.#ids.next(), pattern, { group, created })
    this.#byPattern.set(pattern, registration)
    this.#byId.set(registration.id, registration)
    this.#version++
    if (pattern.match === 'wildcard') this.shapes.add(pattern.uri)
    return registration
  }

  find(id: Id): Registration | undefined {
    return this.#byId.get(id)
  }

  values(): Iterable<Registration> {
    return this.#byId.values()
  }

  /** Removes a callee from a registration; undefined when the session was no callee of it. */
  leave(peer: Peer, id: Id): Left | undefined {
    const registration = this.#byId.get(id)
    const member = registration?.group.find(peer)
    if (registration === undefined || member === undefined) return undefined
    registration.group.remove(member)
    peer.registrations?.delete(id)
    const { pattern } = registration
    if (pattern.match === 'wildcard') peer.registrationShapes?.remove(pattern.uri)
    const wasLast = registration.group.size === 0
    peer.holdings.leave(peer, { uri: pattern.uri, wasLast, of: REGISTRATION_BYTES })
    if (wasLast) this.#remove(registration)
    return { registration, wasLast }
  }

  #remove({ id, pattern }: OpenRegistration): void {
    this.#byPattern.delete(pattern)
    this.#byId.delete(id)
    this.#version++
    if (pattern.match === 'wildcard') this.shapes.remove(pattern.uri)
  }
}
