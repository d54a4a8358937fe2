/** A client's life over its connections: which one is being opened, how it ended, and what comes next. */
import { clientJson, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import { anonymous } from './auth/anonymous.ts'
import type { ConnectOptions } from './client.ts'
import type { Environment } from './environment.ts'
import type { Gate } from './gate.ts'
import { Link } from './link.ts'
import { Backoff } from './reconnect.ts'
import type { Ending } from './refusal.ts'
import type { ProcedureRegistration } from './register.ts'
import type { Session } from './session.ts'
import type { Standings } from './standing.ts'
import { sessionInfo } from './status.ts'
import type { SessionInfo, Status } from './status.ts'
import type { TopicSubscription } from './subscribe.ts'
import { websocket } from './transports/websocket.ts'

/** What is restored after a loss. */
export type Kept = TopicSubscription | ProcedureRegistration

export interface LifeParts {
  readonly urls: readonly string[]
  readonly options: ConnectOptions
  readonly environment: Environment
  readonly gate: Gate
  readonly standings: Standings<Kept>
}

/** How often a registration is asked for again that the router still keeps for the session before. */
const STILL_TAKEN_MS = 1000

export class Life {
  readonly #parts: LifeParts
  readonly #backoff: Backoff
  readonly #listeners = new Set<(status: Status) => void>()
  #status: Status = { state: 'connecting' }
  #session: SessionInfo | undefined
  #link: Link | undefined
  /** Which of the URLs: after one that did not let us in, the next. */
  #url = 0
  /** Since the last session. */
  #failures = 0
  #hasOpened = false
  #closing: PromiseWithResolvers<void> | undefined
  #cancelWait: (() => void) | undefined
  readonly #stopListening: () => void

  constructor(parts: LifeParts) {
    const { options, environment } = parts
    this.#parts = parts
    this.#backoff = new Backoff(options.reconnect)
    if (options.onStatus !== undefined) this.#listeners.add(options.onStatus)
    this.#stopListening = environment.onOnline(() => this.#online())
    this.#cancelWait = environment.after(0, () => {
      this.#tell(this.#status)
      this.#connect()
    })
  }

  get status(): Status {
    return this.#status
  }

  get session(): SessionInfo | undefined {
    return this.#session
  }

  onStatus(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  reconnect(): void {
    if (this.#link !== undefined || this.#closing !== undefined) return
    this.#parts.gate.shut()
    this.#connect()
  }

  close(reason: Uri): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise
    this.#closing = Promise.withResolvers()
    this.#stopListening()
    this.#cancelWait?.()
    const ending = { reason, message: 'the client was closed', retry: 'never' } as const
    this.#parts.gate.refuse(new WampError(reason, ending.message))
    if (this.#link === undefined) this.#closed(ending)
    else this.#link.leave(ending)
    return this.#closing.promise
  }

  #connect(): void {
    this.#cancelWait?.()
    this.#cancelWait = undefined
    const { urls, options, environment } = this.#parts
    const { auth = anonymous(), serializers = [clientJson], transport = websocket, agent = 'Wampeter' } = options
    const { realm, liveness = {}, handshakeTimeoutMs = 10_000 } = options
    const target = { url: urls[this.#url % urls.length] ?? '', serializers }
    const settings = { realm, auth: [auth].flat(), agent, transport, target, environment, liveness, handshakeTimeoutMs }
    this.#link = new Link(settings, {
      opened: (session) => this.#opened(session),
      ended: (ending) => this.#ended(ending),
    })
  }

  #opened(session: Session): void {
    const { environment, gate, standings } = this.#parts
    const isAgain = this.#hasOpened
    const info = sessionInfo(session.id, session.details)
    this.#hasOpened = true
    this.#failures = 0
    this.#session = info
    this.#backoff.opened(environment.now())
    this.#tell({ state: 'connected', session: info })
    const restored = standings.restore(session, (standing) => this.#restoreLater(standing, session))
    gate.open(session)
    if (!isAgain) return
    void restored.then((lost) => {
      if (session.isOpen) this.#tell({ state: 'restored', session: info, lost })
    })
  }

  #restoreLater(standing: Kept, session: Session): void {
    this.#parts.environment.after(STILL_TAKEN_MS, () => {
      if (!session.isOpen) return
      void this.#parts.standings.retry(standing, session).then((isTaken) => {
        if (isTaken) this.#restoreLater(standing, session)
      })
    })
  }

  #ended(ending: Ending): void {
    const { environment, gate, standings } = this.#parts
    if (this.#session === undefined) this.#url++
    this.#link = undefined
    this.#session = undefined
    if (this.#closing !== undefined) return this.#closed(ending)
    const { reason, message, retry } = ending
    if (retry !== 'again') {
      const error = new WampError(reason, message)
      gate.refuse(error)
      standings.refuse(error)
      return this.#tell({ state: 'refused', reason, message, canRetry: retry === 'ask' })
    }
    gate.shut()
    const delayMs = this.#backoff.next(environment.now(), environment.random(), ending.retryAfterMs)
    this.#cancelWait = environment.after(delayMs, () => this.#connect())
    this.#tell({ state: 'reconnecting', reason, message, attempt: ++this.#failures, delayMs })
  }

  #closed({ reason, message }: Ending): void {
    this.#parts.standings.finishAll(new WampError(reason, message))
    this.#tell({ state: 'closed', reason })
    this.#closing?.resolve()
  }

  #online(): void {
    if (this.#link !== undefined) this.#link.check()
    else if (this.#status.state === 'reconnecting') this.reconnect()
  }

  #tell(status: Status): void {
    this.#status = status
    for (const listener of this.#listeners) {
      try {
        listener(status)
      } catch (error) {
        this.#parts.environment.report(error)
      }
    }
  }
}
