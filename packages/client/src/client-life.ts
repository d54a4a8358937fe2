import type { Uri } from '@wampeter/protocol'
import type { StatusBoard } from './status-board.ts'
import type { SessionInfo } from './status.ts'

/** Where a client's sessions come from: over connections, or from the router's own process. See {@link Client}. */
export interface ClientLife {
  readonly board: StatusBoard
  readonly session: SessionInfo | undefined
  reconnect(): void
  close(reason: Uri): Promise<void>
}
