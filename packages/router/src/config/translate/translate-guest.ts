/** Guest workers. */
import type { z } from 'zod'
import { DEFAULT_GRACE_MS, DEFAULT_QUIET_MS } from '../../guests/options.ts'
import type { GuestOptions, StdinOptions, WatchOptions } from '../../guests/options.ts'
import type { Frozen } from '../frozen.ts'
import type { guestWorker } from '../schema/guest-worker.ts'

type Worker = Frozen<z.output<typeof guestWorker>>
type Options = NonNullable<Worker['options']>

interface Context {
  /** Makes a file name of the config absolute. */
  readonly file: (name: string) => string
  /** Which worker of the config it is, from 1 on. */
  readonly ordinal: number
}

/** The options of one guest. */
export function translateGuest(
  { id, executable, arguments: args, options = {} }: Worker,
  context: Context,
): GuestOptions {
  const { file, ordinal } = context
  return {
    name: id ?? `worker${String(ordinal).padStart(3, '0')}`,
    id,
    executable,
    args: args ?? [],
    workdir: file(options.workdir ?? '.'),
    environment: { inherit: options.env?.inherit ?? true, vars: options.env?.vars ?? new Map() },
    stdin: translateStdin(options.stdin),
    stdout: options.stdout ?? 'log',
    stderr: options.stderr ?? 'log',
    watch: translateWatch(options.watch, file),
    restart: options.restart ?? 'on-failure',
    graceMs: milliseconds(options.stop_timeout) ?? DEFAULT_GRACE_MS,
  }
}

function translateStdin(stdin: Options['stdin']): StdinOptions {
  if (stdin === undefined) return 'open'
  return stdin === 'close' ? 'close' : { value: stdin.value, isClosedAfter: stdin.close ?? true }
}

function translateWatch(watch: Options['watch'], file: Context['file']): WatchOptions | undefined {
  const paths = (watch?.directories ?? []).map(file)
  return paths.length === 0 ? undefined : { paths, quietMs: milliseconds(watch?.timeout) ?? DEFAULT_QUIET_MS }
}

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.round(seconds * 1_000)
