/** `node.pid`: says who runs on a node directory, in Crossbar's form, so that a second router is refused. */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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
  const text = JSON.stringify({ pid: process.pid, argv: process.argv, options: {} }, null, 4)
  for (;;) {
    const failure = write(file, text)
    if (failure === undefined) return { isWritten: true, release: () => release(file) }
    if (failure !== 'EEXIST') return { isWritten: false, release: () => {} }
    const holder = readPid(file)
    if (holder !== undefined && holder !== process.pid && isRouter(holder)) throw new AlreadyRunning(directory, holder)
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
  if (readPid(file) === process.pid) remove(file)
}

function remove(file: string): boolean {
  try {
    unlinkSync(file)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** The pid in the file; undefined where it cannot be read or is not what it should be. */
function readPid(file: string): number | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const pid = typeof content === 'object' && content !== null && 'pid' in content ? content.pid : undefined
    return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/** A pid may have been given to another program since. Where the system tells the command line, it must look like ours. */
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
