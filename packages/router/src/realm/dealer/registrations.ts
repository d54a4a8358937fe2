import type { Id, Uri } from '@wampeter/protocol'
import { Sequence } from '../ids.ts'
import type { Peer } from '../peer.ts'

/** A procedure and who answers it (*Registering and Unregistering*). */
export interface Registration {
  readonly id: Id
  readonly procedure: Uri
  readonly callee: Peer
}

/** The index from procedure to registration. */
export class Registrations {
  readonly #byProcedure = new Map<Uri, Registration>()
  readonly #ids = new Sequence()

  /** The registration that answers a call to this procedure. */
  matching(procedure: Uri): Registration | undefined {
    return this.#byProcedure.get(procedure)
  }

  /** Adds a registration. The caller has checked that the procedure is free. */
  add(callee: Peer, procedure: Uri): Registration {
    const registration = { id: this.#ids.next(), procedure, callee }
    this.#byProcedure.set(procedure, registration)
    callee.registrations ??= new Map()
    callee.registrations.set(registration.id, registration)
    return registration
  }

  /** Removes a callee's registration; false when it does not hold it. */
  remove(callee: Peer, id: Id): boolean {
    const held = callee.registrations?.get(id)
    if (held === undefined) return false
    callee.registrations?.delete(id)
    this.#byProcedure.delete(held.procedure)
    return true
  }
}
