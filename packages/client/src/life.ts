/** A client's life over its connections: which one is being opened, how it ended, and what comes next. */
import { clientJson, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import { anonymous } from './auth/anonymous.ts'
import type { ClientLife } from './client-life.ts'
import type { ConnectOptions } from './connect-options.ts'
import type { Environment } from './environment.ts'
import { ERROR } from './errors.ts'
import type { Gate } from './gate.ts'
import type { Kept } from './kept.ts'
import { Connection } from './connection.ts'
import { Backoff } from './reconnect.ts'
import type { Ending } from './refusal.ts'
import type { Session } from './session.ts'
import type { Standings } from './standing.ts'
import { StatusBoard } from './status-board.ts'
import { sessionInfo } from './status.ts'
import type { SessionInfo } from './status.ts'

export interface LifeParts {
  readonly urls: readonly string[]
  readonly options: ConnectOptions
  readonly environment: Environment
  readonly gate: Gate
  readonly standings: Standings<Kept>
}

/** The pause before a registration is tried again that the router still holds for the previous session. */
const STILL_TAKEN_MS = 1000

export class Life implements ClientLife {
  readonly #parts: LifeParts
  readonly #backoff: Backoff
  readonly board: StatusBoard
  #session: SessionInfo | undefined
  #connection: Connection | undefined
  /** The index of the URL: after one that brought no session, the next. */
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
    this.board = new StatusBoard({ state: 'connecting' }, environment.report)
    if (options.onStatus !== undefined) this.board.follow(options.onStatus)
    this.#cancelWait = environment.after(0, () => {
      this.board.tell(this.board.status)
      this.#connect()
    })
    const { signal } = options
    const abort = (): void => void this.close(ERROR.closed)
    const ignoreOnline = environment.onOnline(() => this.#online())
    signal?.addEventListener('abort', abort)
    this.#stopListening = () => {
      ignoreOnline()
      signal?.removeEventListener('abort', abort)
    }
    if (signal?.aborted) abort()
  }

  get session(): SessionInfo | undefined {
    return this.#session
  }

  reconnect(): void {
    if (this.#connection !== undefined || this.#closing !== undefined) return
    this.#connect()
  }

  close(reason: Uri): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise
    const { gate } = this.#parts
    this.#closing = Promise.withResolvers()
    this.#stopListening()
    this.#cancelWait?.()
    const error = new WampError(reason, 'the client was closed')
    gate.isClosed = true
    gate.refuse(error)
    if (this.#connection === undefined) this.#closed(error)
    else this.#connection.leave({ reason, message: error.message, retry: 'never' })
    return this.#closing.promise
  }

  #connect(): void {
    this.#cancelWait?.()
    const { urls, options, environment, gate } = this.#parts
    gate.shut()
    const { auth = anonymous(), serializers = [clientJson] } = options
    const target = { url: urls[this.#url % urls.length] ?? '', serializers }
    this.#connection = new Connection(
      { ...options, auth: [auth].flat(), target, environment },
      {
        opened: (session) => this.#opened(session),
        ended: (ending) => this.#ended(ending),
      },
    )
  }

  #opened(session: Session): void {
    const { environment, gate, standings } = this.#parts
    const isAgain = this.#hasOpened
    const info = sessionInfo(session.id, session.details)
    this.#hasOpened = true
    this.#failures = 0
    this.#session = info
    this.#backoff.opened(environment.now())
    this.board.tell({ state: 'connected', session: info })
    if (!session.isOpen) return
    const restored = standings.restore(session, (standing) => this.#restoreLater(standing, session))
    gate.open(session)
    if (!isAgain) return
    void restored.then((lost) => {
      if (session.isOpen) this.board.tell({ state: 'restored', session: info, lost })
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
    this.#connection = undefined
    this.#session = undefined
    const { reason, message, retry } = ending
    const error = new WampError(reason, message)
    if (this.#closing !== undefined) return this.#closed(error)
    // A request that the router cannot read would end the next session too.
    if (retry !== 'again' || reason === 'wamp.error.protocol_violation') standings.refuse(error)
    if (retry !== 'again') {
      gate.refuse(error)
      return this.board.tell({ state: 'refused', reason, message, canRetry: retry === 'ask' })
    }
    gate.shut()
    const delayMs = this.#backoff.next(environment.now(), environment.random(), ending.retryAfterMs)
    this.#cancelWait = environment.after(delayMs, () => this.#connect())
    this.board.tell({ state: 'reconnecting', reason, message, attempt: ++this.#failures, delayMs })
  }

  #closed(error: WampError): void {
    this.#parts.standings.finishAll(error)
    this.board.tell({ state: 'closed', reason: error.uri })
    this.#closing?.resolve()
  }

  #online(): void {
    if (this.#connection !== undefined) this.#connection.check()
    else if (this.board.status.state === 'reconnecting') this.reconnect()
  }
}
