/** The options of a guest worker, after the config has been checked and translated. All paths are absolute. */

/** When a guest that has ended is started again. */
export type RestartPolicy = 'never' | 'on-failure' | 'always'

/** What happens to the output of a guest: it becomes lines of the log, is dropped, or goes to a closed pipe. */
export type OutputUse = 'log' | 'drop' | 'close'

export interface GuestOptions {
  /** The name in the log: the worker's id, or `worker003`, its position in the config. */
  readonly name: string
  /** The id that the config gives it; undefined where it gives none. */
  readonly id: string | undefined
  /** A file in `workdir`, or a name on the PATH. */
  readonly executable: string
  readonly args: readonly string[]
  readonly workdir: string
  readonly environment: EnvironmentOptions
  readonly stdin: StdinOptions
  readonly stdout: OutputUse
  readonly stderr: OutputUse
  readonly watch: WatchOptions | undefined
  readonly restart: RestartPolicy
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number
}

export interface EnvironmentOptions {
  /** Pass on the router's environment: all of it, nothing, or these names. */
  readonly inherit: boolean | readonly string[]
  /** Further variables; they take precedence. */
  readonly vars: ReadonlyMap<string, string>
}

/** `open`: a pipe to which nothing is written. Otherwise a value, written as one JSON document. */
export type StdinOptions = 'open' | 'close' | { readonly value: unknown; readonly isClosedAfter: boolean }

export interface WatchOptions {
  /** Folders, with all that is in them, and single files. */
  readonly paths: readonly string[]
  /** How long the files must stay unchanged before the guest is started again. */
  readonly quietMs: number
}

export const DEFAULT_GRACE_MS = 10_000
export const DEFAULT_QUIET_MS = 1_000
