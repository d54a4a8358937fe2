import type { Counters, Log } from '../session/log.ts'

/** Where listeners tell what they refuse, and the limit on file descriptors where it is known. */
export interface Witness {
  readonly log: Log
  readonly counters: Counters
  readonly descriptors?: DescriptorLimit | undefined
}

/** How many files and sockets the process may have open, and how many of them are kept back. */
export interface DescriptorLimit {
  readonly limit: number
  readonly reserve: number
}
