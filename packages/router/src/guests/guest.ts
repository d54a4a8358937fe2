/** One guest: it is started, watched, and started again when it fails, until it is stopped. */
import { setTimeout as pause } from 'node:timers/promises'
import { BackOff } from './back-off.ts'
import { describeEnding, isFailure, isRestarted } from './ending.ts'
import type { Ending } from './ending.ts'
import { guestEnvironment, pathWith } from './environment.ts'
import { findExecutable } from './executable.ts'
import { startProcess } from './guest-process.ts'
import type { GuestProcess } from './guest-process.ts'
import type { GuestOptions } from './options.ts'
import type { GuestsParts } from './parts.ts'
import { watchFiles } from './watch.ts'
import type { Watcher } from './watch.ts'

/** How a run ended, or why the file could not be executed. */
type Outcome = Ending | string

export class Guest {
  readonly options: GuestOptions
  readonly #parts: GuestsParts
  readonly #backOff: BackOff
  #process: GuestProcess | undefined
  #watcher: Watcher | undefined
  #life: Promise<void> | undefined
  #isStopped = false
  /** True after watched files have changed: the router ends this run and starts the next one at once. */
  #isRestarting = false
  #wake = new AbortController()
  #starts = 0

  constructor(options: GuestOptions, parts: GuestsParts) {
    this.options = options
    this.#parts = parts
    this.#backOff = new BackOff(parts.backOff)
  }

  get isRunning(): boolean {
    return this.#process !== undefined
  }

  /** How often it was started after the first time. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1)
  }

  start(): void {
    const { watch } = this.options
    if (watch !== undefined) {
      this.#watcher = watchFiles(watch, {
        changed: (file) => this.#restart(`${file} has changed`),
        failed: (error) => this.#tell('warn', `cannot watch its files: ${reasonOf(error)}`),
      })
    }
    this.#life = this.#live()
  }

  /** Ends the guest and all processes that it started, in bounded time. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#watcher?.close()
    this.#wake.abort()
    await this.#process?.stop()
    await this.#life
  }

  /** Kills it at once. The router's process must end after this. */
  kill(): void {
    this.#isStopped = true
    this.#process?.kill()
  }

  #restart(why: string): void {
    if (this.#isStopped) return
    this.#tell('info', `is started again: ${why}`)
    this.#backOff.reset()
    this.#isRestarting = true
    this.#wake.abort()
    void this.#process?.stop() // its end is awaited by the loop
  }

  /** One run after the other, never two at a time. */
  async #live(): Promise<void> {
    while (!this.#isStopped) {
      this.#isRestarting = false
      this.#wake = new AbortController()
      const since = this.#parts.clock.now()
      const outcome = await this.#run()
      if (this.#isStopped) return this.#end(outcome)
      if (!this.#isRestarting) await this.#rest(this.#waitAfter(outcome, this.#parts.clock.now() - since))
    }
  }

  async #run(): Promise<Outcome> {
    const started = await this.#execute()
    if (typeof started === 'string') return started
    const { pid } = started
    this.#process = started
    this.#starts++
    this.#parts.records.started({ name: this.options.name, pid })
    this.#tell('info', `was started: ${started.file}`, pid)
    if (this.#isStopped || this.#isRestarting) void started.stop()
    const ending = await started.ended
    this.#process = undefined
    this.#parts.records.ended(pid)
    return ending
  }

  async #execute(): Promise<GuestProcess | string> {
    const { executable, workdir, environment } = this.options
    const { environment: ours, nodeFolder, log } = this.#parts
    const file = findExecutable(executable, { workdir, path: pathWith(nodeFolder, ours['PATH']) })
    if (file === undefined) return `there is no executable file "${executable}" in ${workdir} or on the PATH`
    try {
      const variables = guestEnvironment(environment, ours, nodeFolder)
      return await startProcess(this.options, { file, environment: variables, log })
    } catch (error) {
      return `${file}, in the folder ${workdir}: ${reasonOf(error)}`
    }
  }

  /**
   * Milliseconds until the next run; undefined where no run follows by itself. A file that could not be executed is
   * tried again too: an installation or a build may create it.
   */
  #waitAfter(outcome: Outcome, upMs: number): number | undefined {
    const { restart } = this.options
    const isUnstartable = typeof outcome === 'string'
    const isAgain = isUnstartable ? restart !== 'never' : isRestarted(restart, outcome)
    const wait = isAgain ? this.#backOff.after(upMs) : undefined
    const what = isUnstartable ? `cannot be executed: ${outcome}` : describeEnding(outcome)
    const next = wait === undefined ? 'it is not started again' : `it is started again in ${wait / 1000} s`
    this.#tell(isUnstartable || isFailure(outcome) ? 'error' : 'info', `${what}; ${next} (restart: ${restart})`)
    return wait
  }

  /** Waits for the time, or without a limit where there is none. A restart or a stop ends the wait. */
  async #rest(ms: number | undefined): Promise<void> {
    const { signal } = this.#wake
    if (signal.aborted) return
    if (ms === undefined) return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    await pause(ms, undefined, { signal, ref: false }).catch(() => {})
  }

  #end(outcome: Outcome): void {
    if (typeof outcome !== 'string') this.#tell('info', `was stopped: it ${describeEnding(outcome)}`)
  }

  #tell(level: 'info' | 'warn' | 'error', text: string, pid?: number): void {
    const { name } = this.options
    this.#parts.log.write(level, `guest "${name}" ${text}`, { guest: name, ...(pid === undefined ? {} : { pid }) })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
