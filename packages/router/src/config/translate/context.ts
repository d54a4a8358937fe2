/** The context that the parts of the translation pass to each other. */
import type { Path } from '../problem.ts'

/** What the translation of a part needs besides that part. */
export interface Context {
  /** Makes a file name of the config absolute. */
  readonly file: (name: string) => string
  /** Where the part stands in the config, for messages that name a key. */
  readonly path: Path
}

/** The context for a service, with what it must know about its listener. */
export interface Served extends Context {
  /** True where only this machine can reach the listener. */
  readonly isLoopback: boolean
}
