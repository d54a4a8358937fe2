/** What a client keeps at its router over all its connections: subscriptions and registrations. */
import { WampError } from '@wampeter/protocol'
import type { Id, Uri } from '@wampeter/protocol'
import { asWampError, ERROR } from './errors.ts'
import type { Ended } from './handlers.ts'
import type { Session } from './session.ts'

/** Gets the router's answer, once. */
interface Answered {
  answered(id: Id): void
  failed(error: WampError): void
}

/** Told by what it belongs to. */
export interface StandingHost {
  /** It is over, and will not be restored. */
  over(standing: Standing): void
}

interface Opened {
  resolve(standing: unknown): void
  reject(error: unknown): void
}

/** What a program asks for, and what gets the results. */
export interface Wanted<Handler = unknown, Options extends object = object> {
  readonly uri: Uri
  readonly options: Options
  readonly handler: Handler
  /** Gets the errors that no promise carries. */
  readonly report: (error: unknown) => void
  /** What the program waits for: a router has granted it for the first time. */
  readonly opened: Opened
}

export abstract class Standing<Want extends Wanted = Wanted> {
  protected readonly wanted: Want
  readonly #host: StandingHost
  readonly #ended = Promise.withResolvers<Ended>()
  #session: Session | undefined
  #id: Id | 0 = 0
  #isOver = false
  /** Has a router granted it once? */
  isGranted = false

  constructor(host: StandingHost, wanted: Want) {
    this.#host = host
    this.wanted = wanted
  }

  get id(): Id | 0 {
    return this.#session?.isOpen === true ? this.#id : 0
  }

  get ended(): Promise<Ended> {
    return this.#ended.promise
  }

  /** Asks for it at a session. Without an error: it is granted, or the session ended first and the next one decides. */
  start(session: Session): Promise<WampError | undefined> {
    return new Promise<WampError | undefined>((resolve) => {
      const answered = (id: Id): void => {
        this.#session = session
        this.#id = id
        this.attach(session, id)
        this.isGranted = true
        this.wanted.opened.resolve(this)
        if (this.#isOver) this.#leave().catch(this.wanted.report)
        resolve(undefined)
      }
      this.request(session, { answered, failed: (error) => resolve(session.isOpen ? error : undefined) })
    }).catch((error: unknown) => asWampError(error, ERROR.runtime))
  }

  /** Gives it back. Resolves when the router has confirmed, or the session is gone and it with that. */
  protected async stop(): Promise<void> {
    if (this.#isOver) return
    this.finish(new WampError('left', 'by this program'))
    await this.#leave()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  [Symbol.dispose](): void {
    this.stop().catch(this.wanted.report)
  }

  /** Ends it on this side. */
  finish(error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#host.over(this)
    const { uri: reason, message } = asWampError(error, ERROR.runtime)
    this.wanted.opened.reject(error)
    this.#ended.resolve({ reason, message })
  }

  /** The router has ended it. */
  revoked(reason: Uri): void {
    this.#session = undefined
    this.finish(new WampError(reason, 'revoked by the router'))
  }

  async #leave(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    if (session?.isOpen === true) await this.detach(session, this.#id)
  }

  protected abstract request(session: Session, waiting: Answered): void
  protected abstract attach(session: Session, id: Id): void
  protected abstract detach(session: Session, id: Id): Promise<void>
}

export type { Answered }

/** All of one client. */
export class Standings<Kind extends Standing = Standing> implements StandingHost {
  readonly #all = new Set<Kind>()

  /** Asks for one, and keeps it. Throws what cannot be sent. */
  open(standing: Kind, session: Session): void {
    this.#all.add(standing)
    const started = standing.start(session)
    void started.then((error) => error && standing.finish(error))
  }

  /**
   * Asks for all of them again. `again` is called for each that the router would not grant just now, because it has not
   * noticed yet that the session before is gone; what it refuses otherwise is over. Resolves with those that are over.
   */
  async restore(session: Session, again: (standing: Kind) => void): Promise<readonly Kind[]> {
    const all = [...this.#all]
    const areTaken = await Promise.all(all.map((standing) => this.retry(standing, session)))
    return all.filter((standing, index) => {
      if (areTaken[index]) again(standing)
      return areTaken[index] === false
    })
  }

  /** Asks for one again. True: another session still has it. False: it was refused for another reason, and is over. */
  async retry(standing: Kind, session: Session): Promise<boolean | undefined> {
    const error = await standing.start(session)
    const isTaken = error && error.uri === 'wamp.error.procedure_already_exists'
    if (error && !isTaken) standing.finish(error)
    return isTaken
  }

  over(standing: Standing): void {
    this.#all.delete(standing as Kind)
  }

  finishAll(error: WampError): void {
    for (const standing of this.#all) standing.finish(error)
  }

  /** There will be no session. What no router has granted yet is over; what was granted before is kept. */
  refuse(error: WampError): void {
    for (const standing of this.#all) if (!standing.isGranted) standing.finish(error)
  }
}
