/**
 * The client of a session that lives in the router's own process: no connection, no serializer, no reconnecting, and
 * otherwise what every client is. For routers: `createRouter(…).join()` of `@wampeter/router` gives one out.
 */
import { WampError } from '@wampeter/protocol'
import type { Dict, Id, RouterMessage, SessionMessage, Uri } from '@wampeter/protocol'
import type { ClientLife } from './client-life.ts'
import type { ClientParts } from './client.ts'
import { systemEnvironment } from './environment.ts'
import { Gate } from './gate.ts'
import type { Kept } from './kept.ts'
import { Session } from './session.ts'
import { Standings } from './standing.ts'
import { StatusBoard } from './status-board.ts'
import { sessionInfo } from './status.ts'
import type { SessionInfo } from './status.ts'

/** What the router gives. */
export interface InProcessSession {
  readonly id: Id
  /** As `WELCOME.Details`. */
  readonly details: Dict
  /** Takes a message to the router. What it brings must not be received before this has returned. */
  send(message: SessionMessage): void
  /** Leaves the realm. The router calls `ended` once it has removed the session. */
  leave(reason: Uri): void
  /** Gets what handlers throw. */
  report(error: unknown): void
}

/** What the router uses: the parts of a `Client`, and the ways in. */
export interface InProcessEnd {
  readonly parts: ClientParts
  receive(message: RouterMessage): void
  /** The session has ended, at either end's wish. */
  ended(reason: Uri, message: string): void
}

/** Makes the parts of a client whose session is open already. `report` gets the errors that no promise carries. */
export function inProcess({ id, details, send, leave, report }: InProcessSession): InProcessEnd {
  const parts = { environment: { ...systemEnvironment, report }, gate: new Gate(0), standings: new Standings<Kept>() }
  const session = new Session(id, details, { send: (message) => send(message as SessionMessage), report })
  const closing = (reason: Uri): void => {
    parts.gate.isClosed = true
    parts.gate.refuse(new WampError(reason, 'the client was closed'))
    leave(reason)
  }
  const life = new InProcessLife(sessionInfo(id, details), { leave: closing, report })
  parts.gate.open(session)
  return {
    parts: { ...parts, life },
    receive: (message) => session.receive(message),
    ended(reason, message) {
      const error = new WampError(reason, `the session has ended: ${message}`)
      session.end({ reason, message: error.message })
      parts.gate.refuse(error)
      parts.standings.finishAll(error)
      life.ended(reason, message)
    },
  }
}

class InProcessLife implements ClientLife {
  readonly board: StatusBoard
  readonly #leave: (reason: Uri) => void
  #session: SessionInfo | undefined
  #isClosing = false

  constructor(session: SessionInfo, { leave, report }: Pick<InProcessSession, 'leave' | 'report'>) {
    this.#session = session
    this.#leave = leave
    this.board = new StatusBoard({ state: 'connected', session }, report)
  }

  get session(): SessionInfo | undefined {
    return this.#session
  }

  /** There is no connection that could come back. */
  reconnect(): void {}

  async close(reason: Uri): Promise<void> {
    if (this.#session === undefined) return
    this.#isClosing = true
    this.#leave(reason)
  }

  ended(reason: Uri, message: string): void {
    this.#session = undefined
    this.board.tell(
      this.#isClosing ? { state: 'closed', reason } : { state: 'refused', reason, message, canRetry: false },
    )
  }
}

export { CallResult } from './call-result.ts'
export { Client } from './client.ts'
export type { ClientParts } from './client.ts'
export { systemEnvironment } from './environment.ts'
export { ROLES } from './roles.ts'
