import type { Id, Uri } from '@wampeter/protocol'
import { Sequence } from '../ids.ts'
import type { Pattern } from '../pattern.ts'
import { PatternIndex } from '../pattern-index.ts'
import type { Answerer, Peer, Registration } from '../peer.ts'
import { SessionAnswerer } from './session-answerer.ts'

class OpenRegistration implements Registration {
  readonly id: Id
  readonly pattern: Pattern
  readonly created: number
  readonly answerer: SessionAnswerer

  constructor(id: Id, pattern: Pattern, { callee, created }: { readonly callee: Peer; readonly created: number }) {
    this.id = id
    this.pattern = pattern
    this.created = created
    this.answerer = new SessionAnswerer(callee)
  }

  get procedure(): Uri {
    return this.pattern.uri
  }

  get match(): Pattern['match'] {
    return this.pattern.match
  }

  get callees(): readonly Peer[] {
    return [this.answerer.peer]
  }
}

/** The registrations of a realm, by pattern and by id. */
export class Registrations {
  readonly #byPattern = new PatternIndex<OpenRegistration>()
  readonly #byId = new Map<Id, OpenRegistration>()
  readonly #ids = new Sequence()

  /** The registration of this very pattern. */
  get(pattern: Pattern): Registration | undefined {
    return this.#byPattern.get(pattern)
  }

  /** The registration that answers a call to this procedure. */
  matching(procedure: Uri): Registration | undefined {
    return this.#byPattern.best(procedure)
  }

  /** Chooses who answers the next call of a registration; undefined when it is gone. */
  choose({ id }: Registration): Answerer | undefined {
    return this.#byId.get(id)?.answerer
  }

  /** Adds a registration. The caller has checked that the pattern is free. */
  add(callee: Peer, pattern: Pattern, now: number): Registration {
    const registration = new OpenRegistration(this.#ids.next(), pattern, { callee, created: now })
    this.#byPattern.set(pattern, registration)
    this.#byId.set(registration.id, registration)
    callee.registrations ??= new Map()
    callee.registrations.set(registration.id, registration)
    return registration
  }

  find(id: Id): Registration | undefined {
    return this.#byId.get(id)
  }

  values(): Iterable<Registration> {
    return this.#byId.values()
  }

  /** Removes a callee's registration, and returns it; undefined when it does not hold it. */
  remove(callee: Peer, id: Id): Registration | undefined {
    const held = callee.registrations?.get(id)
    if (held === undefined) return undefined
    callee.registrations?.delete(id)
    this.#byPattern.delete({ uri: held.procedure, match: held.match })
    this.#byId.delete(id)
    return held
  }
}
