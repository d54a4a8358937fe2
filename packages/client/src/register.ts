import type { Id, Uri, WampError } from '@wampeter/protocol'
import type { ProcedureHandler, Registration } from './handlers.ts'
import { wireOptions } from './options.ts'
import type { Callee, Session } from './session.ts'
import { Standing } from './standing.ts'
import type { Answered, StandingHost } from './standing.ts'

/** *Pattern-based Registrations*, *Shared Registration*, *Call Timeouts*, and two options of Crossbar's. */
export interface RegisterOptions {
  /** `exact` (the default), `prefix`, or `wildcard`: an empty component stands for any one. */
  readonly match?: 'exact' | 'prefix' | 'wildcard'
  /** Whether others may register the same procedure, and who of them gets a call. Default `single`: nobody else may. */
  readonly invoke?: 'single' | 'first' | 'last' | 'roundrobin' | 'random'
  /** How many calls the router may have under way here at once (Crossbar's). */
  readonly concurrency?: number
  /** Take the procedure over from whoever has it (Crossbar's). */
  readonly forceReregister?: boolean
  /** Ask for the identity of every caller. */
  readonly discloseCaller?: boolean
}

/** What is registered, and who answers. */
export interface RegisterRequest {
  readonly procedure: Uri
  readonly options: RegisterOptions
  readonly handler: ProcedureHandler
  readonly report: (error: unknown) => void
}

export class ProcedureRegistration extends Standing implements Registration, Callee {
  readonly #request: RegisterRequest

  constructor(host: StandingHost, request: RegisterRequest) {
    super(host)
    this.#request = request
  }

  get procedure(): Uri {
    return this.#request.procedure
  }

  get handler(): ProcedureHandler {
    return this.#request.handler
  }

  unregister(): Promise<void> {
    return this.stop('unregistered')
  }

  [Symbol.dispose](): void {
    void this.unregister().catch(this.#request.report)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.unregister()
  }

  protected override request(session: Session, { answered, failed }: Answered): void {
    const { procedure, options } = this.#request
    const message = { options: wireOptions(options), procedure }
    session.ask('REGISTER', message, { answered: ({ registration }) => answered(registration), failed })
  }

  protected override attach({ callees }: Session, id: Id): void {
    callees.set(id, this)
  }

  /** Calls that come before the router has confirmed are still answered. */
  protected override detach(session: Session, id: Id): Promise<void> {
    return new Promise((resolve, reject) => {
      const answered = (): void => {
        session.callees.delete(id)
        resolve()
      }
      const failed = (error: WampError): void => (session.isOpen ? reject(error) : resolve())
      session.ask('UNREGISTER', { registration: id }, { answered, failed })
    })
  }
}
