import type { Payload } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Peer } from '../peer.ts'
import type { MetaArguments } from './meta-arguments.ts'

/** What a meta procedure returns, and what happens after its result has been sent. */
export interface MetaResult {
  readonly args?: readonly unknown[]
  readonly effects?: readonly Effect[]
}

export interface MetaCall {
  readonly caller: Peer
  readonly given: MetaArguments
  /** The arguments as they came. */
  readonly payload: Payload
}

/**
 * A procedure of the router's own: synchronous, and with a view of the tables that no session has.
 * @throws WampError for what is not there, or not of the right type.
 */
export type MetaProcedure = (call: MetaCall) => MetaResult

export type MetaProcedures = Readonly<Record<string, MetaProcedure>>
