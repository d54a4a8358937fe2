import type { Clock } from '../session/clock.ts'
import type { Log } from '../session/log.ts'
import type { BackOffTimes } from './back-off.ts'
import type { Environment } from './environment.ts'
import type { GuestRecords } from './records.ts'

/** The parts that all guests of a node share. */
export interface GuestsParts {
  readonly log: Log
  readonly clock: Pick<Clock, 'now'>
  readonly records: GuestRecords
  /** The router's own environment. */
  readonly environment: Environment
  /** The folder of the Node that runs the router. */
  readonly nodeFolder: string
  readonly backOff: BackOffTimes
}
