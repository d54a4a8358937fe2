/** The interface of meta procedures. */
import type { Payload } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Peer } from '../peer.ts'
import type { MetaArguments } from './meta-arguments.ts'

/** The result of a meta procedure, and the effects that follow after it has been sent. */
export interface MetaResult {
  readonly args?: readonly unknown[]
  /** Instead of `args`: the result as a payload, which may be kept. */
  readonly result?: Payload
  readonly effects?: readonly Effect[]
}

/** A call to a meta procedure. */
export interface MetaCall {
  readonly caller: Peer
  readonly given: MetaArguments
  /** The arguments as the caller sent them. */
  readonly payload: Payload
}

/**
 * A procedure that the router itself answers. It is synchronous and reads the tables of the realm.
 * @throws WampError when something that an argument names does not exist, or when an argument has the wrong type.
 */
export type MetaProcedure = (call: MetaCall) => MetaResult

/** Meta procedures by their URI. */
export type MetaProcedures = Readonly<Record<string, MetaProcedure>>
