import type { Id, Uri } from '@wampeter/protocol'
import type { ProcedureHandler, Registration } from './handlers.ts'
import { wireOptions } from './options.ts'
import type { Procedure, Session } from './session.ts'
import { Standing } from './standing.ts'
import type { Answered, Wanted } from './standing.ts'

/** *Pattern-based Registrations*, *Shared Registration*, *Call Timeouts*, and two options of Crossbar's. */
export interface RegisterOptions {
  /** `exact` (the default), `prefix`, or `wildcard`: an empty component stands for any one. */
  readonly match?: 'exact' | 'prefix' | 'wildcard'
  /** Whether other sessions may register the same procedure, and which of them gets a call. Default `single`: none may. */
  readonly invoke?: 'single' | 'first' | 'last' | 'roundrobin' | 'random'
  /** How many calls the router may have under way here at once (Crossbar's). */
  readonly concurrency?: number
  /** Take the procedure over from the session that has it (Crossbar's). */
  readonly forceReregister?: boolean
  /** Leave timeouts to the handler: it finds the caller's in `details.timeout`, and the router runs no clock. */
  readonly forwardTimeout?: boolean
  /** Ask for the identity of every caller. */
  readonly discloseCaller?: boolean
  /** Aborting it unregisters, also before the router has granted it: the promise rejects with `wamp.error.canceled` then. */
  readonly signal?: AbortSignal
}

export class ProcedureRegistration
  extends Standing<Wanted<ProcedureHandler, RegisterOptions>>
  implements Registration, Procedure
{
  get procedure(): Uri {
    return this.wanted.uri
  }

  get handler(): ProcedureHandler {
    return this.wanted.handler
  }

  unregister(): Promise<void> {
    return this.stop()
  }

  protected override request(session: Session, { answered, failed }: Answered): void {
    const { uri, options } = this.wanted
    const message = { options: wireOptions(options), procedure: uri }
    session.ask('REGISTER', message, { answered: ({ registration }) => answered(registration), failed })
  }

  protected override attach({ procedures }: Session, id: Id): void {
    procedures.set(id, this)
  }

  /** Calls that arrive before UNREGISTERED are still answered. */
  protected override async detach(session: Session, id: Id): Promise<void> {
    await session.giveBack('UNREGISTER', { registration: id })
    session.procedures.delete(id)
  }
}
