/** The data that a peer is made from. */
import type { Dict, Features } from '@wampeter/protocol'
import type { Holdings } from './holdings.ts'
import type { Role } from './permissions/role.ts'
import type { Outlet } from './receiver.ts'

/** The transport and the `authextra` that a session came with. */
export interface Origin {
  /** `authextra` and `transport`, under Crossbar's names. Called only when the details are needed. */
  describe(): Dict
  /** The settings of the transport that accepted the connection. Compared by identity. */
  readonly settings?: object
}

/** The data that a peer is made from. */
export interface PeerParts {
  readonly role: Role
  /** The memory that the sessions of its realm hold. */
  readonly holdings: Holdings
  readonly features: Features
  readonly outlet: Outlet
  readonly origin?: Origin | undefined
}
