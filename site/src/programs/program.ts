/**
 * A lesson's router, another program of a lesson, or the chat. It is started, watched, and started again when it
 * crashes. When it cannot start, it waits until its config.json is saved or the user asks. Others are not affected.
 */
import type { Entry, Level, LogHistory } from '../log/history.ts'
import type { Origin } from '../log/router-line.ts'
import { startChild, type Child, type Exit } from './child.ts'
import { watchConfig } from './config-watch.ts'
import type { RestartPolicy } from './restart-policy.ts'
import type { Command } from './router-command.ts'

export type State =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly since: number }
  | { readonly kind: 'up'; readonly since: number; readonly pid: number }
  | { readonly kind: 'down'; readonly since: number; readonly why: string }

export interface ProgramOptions {
  /** Its name in the log and in commands: `router 2`, `client 3`, `chat`. */
  readonly name: string
  /** What to do when it is down: `run bin/run-crossbar 2`. */
  readonly remedy: string
  /** Reads a line of its output. */
  readLine(text: string, origin: Origin): Entry
  /** True for the line by which the program reports that it is up. */
  isUp(text: string): boolean
  /** True: it reads a saved config by itself, as a router does. False: it is started again. */
  readonly reloadsItself: boolean
  /** The file that is watched, and its name as the lessons write it. */
  readonly config?: { readonly file: string; readonly shownAs: string }
  /** True for a line of its output that says nothing to a learner. Absent: every line is kept. */
  isNoise?(text: string): boolean
  readonly command: Command
  readonly history: LogHistory
  readonly policy: RestartPolicy
  /** How long a router may take to end its sessions. */
  readonly graceMs: number
}

export class Program {
  readonly name: string
  readonly #options: ProgramOptions
  readonly #watchers = new Set<(state: State) => void>()
  #state: State = { kind: 'stopped' }
  #child: Child | undefined
  #retry: NodeJS.Timeout | undefined
  #unwatch: (() => void) | undefined
  #isEnding = false
  #isHalted = false
  #isClosed = false

  constructor(options: ProgramOptions) {
    this.#options = options
    this.name = options.name
  }

  get state(): State {
    return this.#state
  }

  /** Calls back with the current state at once, and then on every change. Returns a function that ends it. */
  watch(watcher: (state: State) => void): () => void {
    this.#watchers.add(watcher)
    watcher(this.#state)
    return () => void this.#watchers.delete(watcher)
  }

  /** Resolves when it is up, is down or is not meant to run; after `ms` in any case. */
  settled(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      const look = ({ kind }: State): void => {
        if (kind === 'starting') return
        clearTimeout(timer)
        this.#watchers.delete(look)
        resolve()
      }
      this.watch(look)
    })
  }

  /** Starts it if it was never started. One that is down, or was stopped by a command, stays so. */
  wake(): void {
    if (this.#state.kind === 'stopped' && !this.#isHalted) this.start()
  }

  start(): void {
    if (this.#child || this.#isClosed) return
    this.#isHalted = false
    clearTimeout(this.#retry)
    const { config } = this.#options
    if (config !== undefined) this.#unwatch ??= watchConfig(config.file, () => this.#saved(config.shownAs))
    const startedAt = Date.now()
    this.#become({ kind: 'starting', since: startedAt })
    const child = startChild(this.#options.command, (text, stream) => this.#heard(text, stream, child.pid))
    this.#child = child
    void child.ended.then((exit) => this.#ended(exit, startedAt)) // never rejects
  }

  /** A later command to stop it wins. */
  async restart(): Promise<void> {
    this.#say('info', 'restarting as asked')
    this.#options.policy.forget()
    this.#isHalted = false
    await this.#end()
    if (!this.#isHalted) this.start()
  }

  /** Ends it until it is started again by a command. A save does not start it. */
  async halt(): Promise<void> {
    this.#say('info', 'stopped as asked')
    this.#isHalted = true
    this.#unwatch?.()
    this.#unwatch = undefined
    await this.#end()
    if (this.#isHalted) this.#become({ kind: 'stopped' })
  }

  async stop(): Promise<void> {
    this.#isClosed = true
    this.#unwatch?.()
    await this.#end()
    this.#become({ kind: 'stopped' })
  }

  /** Kills the process, without waiting. For the exit of the workshop. */
  kill(): void {
    this.#child?.kill()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#retry)
    const child = this.#child
    if (!child) return
    this.#isEnding = true
    await child.end(this.#options.graceMs)
    if (this.#child === child) this.#child = undefined
    this.#isEnding = false
  }

  #heard(text: string, stream: 'stdout' | 'stderr', pid: number | undefined): void {
    if (this.#options.isNoise?.(text)) return
    const entry = this.#options.readLine(text, { source: this.name, stream, now: Date.now() })
    this.#options.history.write(entry)
    if (this.#state.kind === 'starting' && pid !== undefined && this.#options.isUp(entry.text)) {
      this.#become({ kind: 'up', since: Date.now(), pid })
    }
  }

  #ended({ code, signal }: Exit, startedAt: number): void {
    this.#child = undefined
    if (this.#isEnding || this.#isClosed) return
    const wasUp = this.#state.kind === 'up'
    const now = Date.now()
    const livedMs = now - startedAt
    if (code === 0 && !this.#options.reloadsItself && !wasUp) {
      // An empty file, for example: a program that has nothing to do is no failure.
      this.#down(`has ended, because it had nothing more to do. ${this.#remedy()}`, 'info')
      return
    }
    const how = signal ? `by signal ${signal}` : `with exit code ${code}`
    // A busy machine may need seconds for the start alone, which say nothing about the program.
    const upMs = this.#state.kind === 'up' ? now - this.#state.since : livedMs
    const verdict = this.#options.policy.after({ code, signal, wasUp, livedMs: upMs })
    if (verdict.kind === 'restart') {
      this.#down(`ended ${how} after ${seconds(livedMs)}; it starts again in ${seconds(verdict.afterMs)}`)
      this.#retry = setTimeout(() => this.start(), verdict.afterMs)
    } else if (verdict.why === 'ended soon') {
      const where = code === 0 ? '' : '; its own message is above'
      this.#down(`ended ${how} after ${seconds(livedMs)}${where}. ${this.#remedy()}`)
    } else if (verdict.why === 'never came up') {
      this.#down(`could not start (it ended ${how}; its own message is above). ${this.#remedy()}`)
    } else {
      this.#down(`keeps crashing (this time ${how}), so it is left alone. ${this.#remedy()}`)
    }
  }

  #saved(shownAs: string): void {
    if (this.#isClosed) return
    if (this.#state.kind === 'down') {
      this.#say('info', `${shownAs} was saved: starting again`)
      this.#options.policy.forget()
      this.start()
    } else if (!this.#options.reloadsItself) {
      void this.restart() // ends in bounded time and never rejects
    }
  }

  #remedy(): string {
    const { config, remedy } = this.#options
    const saving = config === undefined ? '' : `save ${config.shownAs} or `
    return `It stays down until you ${saving}${remedy}. The others go on.`
  }

  #down(why: string, level: Level = 'error'): void {
    this.#say(level, `${this.#options.reloadsItself ? 'the router' : 'it'} ${why}`)
    this.#become({ kind: 'down', since: Date.now(), why })
  }

  #say(level: Level, text: string): void {
    this.#options.history.write({ at: Date.now(), source: this.name, level, text: `workshop: ${text}` })
  }

  #become(state: State): void {
    this.#state = state
    for (const watcher of this.#watchers) watcher(state)
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
