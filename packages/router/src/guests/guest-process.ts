/** One run of a guest: a process that leads its own group, its output, and its end. */
import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../session/log.ts'
import type { Ending } from './ending.ts'
import type { GuestOptions, OutputUse, StdinOptions } from './options.ts'
import { endGroup, isGroupAlive, killGroup } from './process-group.ts'
import { relay } from './relay.ts'

/** A process that left the group may hold the pipe open. The router reads from the pipe for this time at most. */
const LAST_WORDS_MS = 500

export interface ProcessParts {
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
  readonly log: Log
}

/**
 * Starts a guest.
 * @throws the system's error when the file cannot be executed.
 */
export async function startProcess(options: GuestOptions, parts: ProcessParts): Promise<GuestProcess> {
  const child = spawn(parts.file, options.args, {
    argv0: parts.file,
    cwd: options.workdir,
    env: parts.environment,
    detached: true,
    stdio: stdioOf(options),
  })
  const pid = await pidOf(child)
  return new GuestProcess(child, { pid, options, ...parts })
}

interface OwnParts extends Pick<ProcessParts, 'file' | 'log'> {
  readonly pid: number
  readonly options: GuestOptions
}

export class GuestProcess {
  readonly pid: number
  /** The file that it runs. */
  readonly file: string
  /** Settles when no process of the guest runs any more and its output has been read. Never rejects. */
  readonly ended: Promise<Ending>
  readonly #child: ChildProcess
  readonly #options: GuestOptions
  readonly #log: Log
  #stopping: Promise<void> | undefined
  #isOver = false

  constructor(child: ChildProcess, { pid, options, file, log }: OwnParts) {
    this.pid = pid
    this.file = file
    this.#child = child
    this.#options = options
    this.#log = log
    feed(child, options.stdin)
    this.ended = this.#end(this.#output())
  }

  /** Sends SIGTERM to the whole group, and SIGKILL after the grace time. Resolves when the group has ended. */
  async stop(): Promise<void> {
    await this.#stopGroup()
    await this.ended
  }

  /** Kills it at once, without a log line. */
  kill(): void {
    killGroup(this.pid)
  }

  #stopGroup(): Promise<void> {
    return (this.#stopping ??= this.#endGroup())
  }

  async #endGroup(): Promise<void> {
    const { graceMs } = this.#options
    const end = await endGroup(this.pid, graceMs)
    if (end === 'ended') return
    this.#tell('warn', `did not end within ${graceMs / 1000} s of SIGTERM and was killed`)
    if (end === 'stuck') this.#tell('error', 'has processes that SIGKILL did not end')
  }

  async #end(output: Promise<unknown>): Promise<Ending> {
    const { code, signal } = await exitOf(this.#child)
    this.#isOver = true
    if (this.#stopping === undefined && isGroupAlive(this.pid))
      this.#tell('warn', 'left processes behind; they are ended with it')
    if (this.#stopping !== undefined || isGroupAlive(this.pid)) await this.#stopGroup()
    await Promise.race([output, pause(LAST_WORDS_MS, undefined, { ref: false })])
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    await output
    return { code, signal }
  }

  #output(): Promise<unknown> {
    const { stdout, stderr } = this.#child
    return Promise.all([
      this.#read('stdout', { stream: stdout, use: this.#options.stdout }),
      this.#read('stderr', { stream: stderr, use: this.#options.stderr }),
    ])
  }

  async #read(name: 'stdout' | 'stderr', { stream, use }: { stream: Readable | null; use: OutputUse }): Promise<void> {
    if (stream === null) return
    if (use === 'close') return void stream.destroy()
    const fields = { guest: this.#options.name, pid: this.pid, stream: name }
    await relay(stream, {
      isOver: () => this.#isOver,
      write: (line) => this.#log.write('info', line, fields),
      flooded: () => this.#tell('warn', `prints faster than the log may grow (${name}) and is slowed down`),
    })
  }

  #tell(level: 'warn' | 'error', text: string): void {
    const { name } = this.#options
    this.#log.write(level, `guest "${name}" ${text}`, { guest: name, pid: this.pid })
  }
}

/** `drop` is the null device. `close` is a pipe that is closed at the reading end. */
const stdioOf = ({ stdin, stdout, stderr }: GuestOptions): StdioOptions => [
  stdin === 'close' ? 'ignore' : 'pipe',
  stdout === 'drop' ? 'ignore' : 'pipe',
  stderr === 'drop' ? 'ignore' : 'pipe',
]

async function pidOf(child: ChildProcess): Promise<number> {
  await once(child, 'spawn') // rejects with the system's error
  child.on('error', () => {}) // a signal could not be sent; only the end of the process matters
  if (child.pid === undefined) throw new TypeError('a process without a pid')
  return child.pid
}

function exitOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
}

function feed({ stdin }: ChildProcess, wanted: StdinOptions): void {
  stdin?.on('error', () => {}) // a guest is free not to read its input
  if (stdin === null || typeof wanted === 'string') return
  stdin.write(JSON.stringify(wanted.value) ?? 'null')
  if (wanted.isClosedAfter) stdin.end()
}
