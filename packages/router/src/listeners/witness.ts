import type { Counters, Log } from '../session/log.ts'
import type { Turn } from '../session/turn.ts'

/** Log and counters for the refusals of listeners, and the limit on file descriptors where it is known. */
export interface Witness {
  readonly log: Log
  readonly counters: Counters
  readonly descriptors?: DescriptorLimit | undefined
}

/** How many files and sockets the process may have open, and how many of them are the reserve. */
export interface DescriptorLimit {
  readonly limit: number
  readonly reserve: number
}

/** What all listeners of a router share. */
export interface ListenerParts extends Witness {
  readonly turn: Turn
}
