/** What the parts of the translation hand down to each other. */
import type { Path } from '../problem.ts'

/** What translating a part needs to know beside that part. */
export interface Context {
  /** Makes a file name of the config absolute. */
  readonly file: (name: string) => string
  /** Where the part stands in the config, for messages that name a key. */
  readonly path: Path
}

/** The same for what is served: what it must know about the listener it is behind. */
export interface Served extends Context {
  /** Only this machine can reach it. */
  readonly isLoopback: boolean
}
