/** `node.pid`: which process runs on a node directory, in Crossbar's form, so that a second router is refused. */
import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '../observe/operator-error.ts'
import { processStart } from './process-start.ts'

/** Another router runs on this node directory. */
export class AlreadyRunning extends OperatorError {
  override readonly name: string = 'AlreadyRunning'
  readonly pid: number

  constructor(directory: string, pid: number) {
    super(`Wampeter is already running from node directory ${directory} (PID ${pid}).`)
    this.pid = pid
  }
}

/** What a router writes about itself to `node.pid`, for commands such as `wampeter stop`. */
export interface RunOptions {
  /** Seconds over which it drains before it stops. */
  readonly drainSeconds: number
  /** True while it takes no new session. */
  readonly isDraining: boolean
}

/**
 * A node directory that belongs to this process until it is released. `isWritten` is false where the directory is not
 * writable.
 */
export interface PidFile {
  readonly isWritten: boolean
  /** Writes other options. Where the file cannot be written, it stays as it was. */
  update(options: RunOptions): void
  release(): void
}

/**
 * Claims a node directory. A file that a dead process left is replaced. Where the file cannot be written, the router
 * runs without it, because containers often mount the directory read-only.
 * @throws AlreadyRunning when a living router holds it.
 */
export function claim(directory: string, options: RunOptions): PidFile {
  const file = join(directory, 'node.pid')
  const started = processStart(process.pid)
  const textFor = ({ drainSeconds, isDraining }: RunOptions): string =>
    JSON.stringify(
      { pid: process.pid, started, argv: process.argv, options: { drain_s: drainSeconds, draining: isDraining } },
      null,
      4,
    )
  for (;;) {
    const failure = write(file, textFor(options))
    if (failure === undefined)
      return { isWritten: true, update: (next) => replace(file, textFor(next)), release: () => release(file) }
    if (failure !== 'EEXIST') return UNWRITTEN
    const holder = readHolder(file)
    if (holder !== undefined && isRunning(holder)) throw new AlreadyRunning(directory, holder.pid)
    if (!remove(file)) return UNWRITTEN
  }
}

const UNWRITTEN: PidFile = { isWritten: false, update: () => {}, release: () => {} }

/**
 * The router that runs on a node directory now; undefined where none does. A file that a dead router left is ignored.
 */
export function holderOf(directory: string): Holder | undefined {
  const holder = readHolder(join(directory, 'node.pid'))
  return holder !== undefined && isRunning(holder) ? holder : undefined
}

/** Replaces the file as a whole: a reader sees the old text or the new one. */
function replace(file: string, text: string): void {
  try {
    writeFileSync(`${file}.next`, text, { mode: 0o644 })
    renameSync(`${file}.next`, file)
  } catch {
    // the folder has become read-only, or the disk is full
  }
}

/** Creates the file. Of two routers that start at the same time, only one succeeds. */
function write(file: string, text: string): string | undefined {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o644 })
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}

function release(file: string): void {
  if (readHolder(file)?.pid === process.pid) remove(file)
}

function remove(file: string): boolean {
  try {
    unlinkSync(file)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/**
 * The process that claimed a directory. `started` is ours: it distinguishes a new process that has the pid of a dead
 * one.
 */
export interface Holder {
  readonly pid: number
  readonly started: string | undefined
  /** Undefined in a file that Wampeter did not write. */
  readonly options: RunOptions | undefined
}

/** Undefined where the file cannot be read or is malformed. */
function readHolder(file: string): Holder | undefined {
  try {
    const { pid, started, options }: Record<string, unknown> = Object(JSON.parse(readFileSync(file, 'utf8')))
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined
    return { pid, started: typeof started === 'string' ? started : undefined, options: readOptions(options) }
  } catch {
    return undefined
  }
}

function readOptions(options: unknown): RunOptions | undefined {
  const { drain_s: drainSeconds, draining }: Record<string, unknown> = Object(options)
  return typeof drainSeconds === 'number' ? { drainSeconds, isDraining: draining === true } : undefined
}

function isRunning({ pid, started }: Holder): boolean {
  if (pid === process.pid) return false
  const now = processStart(pid)
  return started === undefined || now === undefined ? isRouter(pid) : now === started
}

/**
 * For a file without a start time: the process must exist, and its command line, where the system shows it, must look
 * like a router's.
 */
function isRouter(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  try {
    return /wampeter|crossbar|node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch {
    return true
  }
}
