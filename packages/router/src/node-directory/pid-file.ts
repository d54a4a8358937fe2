/** `node.pid`: says who runs on a node directory, in Crossbar's form, so that a second router is refused. */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processStart } from './process-start.ts'

/** Somebody else runs here. */
export class AlreadyRunning extends Error {
  override readonly name: string = 'AlreadyRunning'
  readonly pid: number

  constructor(directory: string, pid: number) {
    super(`Wampeter is already running from node directory ${directory} (PID ${pid}).`)
    this.pid = pid
  }
}

/** A node directory that is ours until released. `isWritten` is false where the directory cannot be written to. */
export interface PidFile {
  readonly isWritten: boolean
  release(): void
}

/**
 * Claims a node directory. A file that a dead process left behind is replaced; one that cannot be written is done
 * without, because containers often mount the directory read-only.
 * @throws AlreadyRunning when a living router holds it.
 */
export function claim(directory: string): PidFile {
  const file = join(directory, 'node.pid')
  const holding: Holder = { pid: process.pid, started: processStart(process.pid) }
  const text = JSON.stringify({ ...holding, argv: process.argv, options: {} }, null, 4)
  for (;;) {
    const failure = write(file, text)
    if (failure === undefined) return { isWritten: true, release: () => release(file) }
    if (failure !== 'EEXIST') return { isWritten: false, release: () => {} }
    const holder = readHolder(file)
    if (holder !== undefined && isRunning(holder)) throw new AlreadyRunning(directory, holder.pid)
    if (!remove(file)) return { isWritten: false, release: () => {} }
  }
}

/** Exclusive: of two that start at once, one loses. */
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

/** Who claimed a directory. `started` is ours: by it a process that has the pid of a dead one is told apart. */
interface Holder {
  readonly pid: number
  readonly started: string | undefined
}

/** Undefined where the file cannot be read or is not what it should be. */
function readHolder(file: string): Holder | undefined {
  try {
    const { pid, started }: Record<string, unknown> = Object(JSON.parse(readFileSync(file, 'utf8')))
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined
    return { pid, started: typeof started === 'string' ? started : undefined }
  } catch {
    return undefined
  }
}

function isRunning({ pid, started }: Holder): boolean {
  if (pid === process.pid) return false
  const now = processStart(pid)
  return started === undefined || now === undefined ? isRouter(pid) : now === started
}

/** For a file that does not say when: the process must be there, and its command line, where the system tells it, look like ours. */
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
