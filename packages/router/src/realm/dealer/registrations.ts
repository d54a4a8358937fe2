import type { Id, Uri } from '@wampeter/protocol'
import { Sequence } from '../ids.ts'
import type { Peer, Registration } from '../peer.ts'

/** The index from procedure to registration. */
export class Registrations {
  readonly #byProcedure = new Map<Uri, Registration>()
  readonly #ids = new Sequence()

  /** The registration that answers a call to this procedure. */
  matching(procedure: Uri): Registration | undefined {
    return this.#byProcedure.get(procedure)
  }

  /** Adds a registration. The caller has checked that the procedure is free. */
  add(callee: Peer, procedure: Uri, now: number): Registration {
    const registration = { id: this.#ids.next(), procedure, callee, created: now }
    this.#byProcedure.set(procedure, registration)
    callee.registrations ??= new Map()
    callee.registrations.set(registration.id, registration)
    return registration
  }

  /** By its id, by looking at all: for those who look at the router itself. */
  find(id: Id): Registration | undefined {
    for (const registration of this.#byProcedure.values()) if (registration.id === id) return registration
    return undefined
  }

  values(): Iterable<Registration> {
    return this.#byProcedure.values()
  }

  /** Removes a callee's registration, and returns it; undefined when it does not hold it. */
  remove(callee: Peer, id: Id): Registration | undefined {
    const held = callee.registrations?.get(id)
    if (held === undefined) return undefined
    callee.registrations?.delete(id)
    this.#byProcedure.delete(held.procedure)
    return held
  }
}
