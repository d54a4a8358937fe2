/** One process of the chat, as the supervisor runs it: started again when it ends by itself. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { get } from 'node:http'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { FromPart, ToPart } from './messages.ts'

/** How to run a process. */
export interface PartSpec {
  readonly name: string
  readonly file: string
  /** Options of Node: the heap is bounded, because the processes share a machine. */
  readonly nodeOptions: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** An address that answers 200 when the process is ready, for one that does not say so itself. */
  readonly probe?: string
}

export interface PartEvents {
  line(name: string, line: string): void
  readiness(name: string): void
  /** It ended by itself. True: it is started again. */
  ended(name: string, how: string): boolean
}

const FIRST_MS = 100
const LONGEST_MS = 2_000
/** After a run of this length a failure counts as the first. */
const STABLE_MS = 3_000
const METRICS_MS = 1_000
const PROBE_MS = 50

export class SupervisedPart {
  readonly spec: PartSpec
  readonly #events: PartEvents
  #child: ChildProcess | undefined
  #isReady = false
  #why = 'it starts'
  #restarts = 0
  #failures = 0
  #startedAt = 0
  #timer: NodeJS.Timeout | undefined
  #isStopping = false
  #drained: (() => void) | undefined
  readonly #metrics = new Map<number, (text: string) => void>()
  #asked = 0

  constructor(spec: PartSpec, events: PartEvents) {
    this.spec = spec
    this.#events = events
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** Why it is not ready. */
  get why(): string {
    return this.#why
  }

  get restarts(): number {
    return this.#restarts
  }

  start(): void {
    const { file, nodeOptions, env } = this.spec
    this.#startedAt = Date.now()
    const child = spawn(process.execPath, [...nodeOptions, file], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true, // Ctrl-C is for the supervisor: it stops the processes in their order
    })
    this.#child = child
    for (const output of [child.stdout, child.stderr]) this.#follow(output)
    child.on('message', (message: FromPart) => this.#told(message))
    child.on('error', (error) => this.#events.line(this.spec.name, `it cannot be run: ${error.message}`))
    // `close`, not `exit`: its last lines are written first.
    child.on('close', (code, signal) => this.#ended(signal ?? `code ${code}`))
    if (this.spec.probe !== undefined) void this.#probe(this.spec.probe, child)
  }

  tell(message: ToPart): void {
    if (this.#child?.connected === true) this.#child.send(message, () => undefined)
  }

  /** Resolves when it has sent its users away, or after `ms`. */
  drain(ms: number): Promise<void> {
    if (this.#child?.connected !== true) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#drained = () => {
        clearTimeout(timer)
        resolve()
      }
      this.tell({ kind: 'drain' })
    })
  }

  /** Ends it by SIGTERM, and after `ms` by SIGKILL. */
  async stop(ms: number): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), ms)
    await closed
    clearTimeout(timer)
  }

  kill(): void {
    this.#isStopping = true
    clearTimeout(this.#timer)
    this.#child?.kill('SIGKILL')
  }

  /** Its metrics; empty where it does not answer. */
  metrics(): Promise<string> {
    if (this.spec.probe !== undefined || this.#child?.connected !== true) return Promise.resolve('')
    const id = ++this.#asked
    return new Promise((resolve) => {
      const answer = (text: string): void => {
        clearTimeout(timer)
        this.#metrics.delete(id)
        resolve(text)
      }
      const timer = setTimeout(() => answer(''), METRICS_MS)
      this.#metrics.set(id, answer)
      this.tell({ kind: 'metrics', id })
    })
  }

  #follow(output: Readable | null): void {
    if (output === null) return
    createInterface({ input: output }).on('line', (line) => this.#events.line(this.spec.name, line))
  }

  #told(message: FromPart): void {
    if (message.kind === 'readiness') this.#ready(message.isReady, message.why)
    else if (message.kind === 'metrics') this.#metrics.get(message.id)?.(message.text)
    else this.#drained?.()
  }

  #ready(isReady: boolean, why: string): void {
    this.#isReady = isReady
    this.#why = why
    this.#events.readiness(this.spec.name)
  }

  async #probe(url: string, child: ChildProcess): Promise<void> {
    while (this.#child === child && child.exitCode === null && child.signalCode === null) {
      const isReady = await answers(url)
      if (isReady !== this.#isReady) this.#ready(isReady, `${url} does not answer`)
      await new Promise((resolve) => setTimeout(resolve, isReady ? 1_000 : PROBE_MS))
    }
  }

  #ended(how: string): void {
    this.#isReady = false
    this.#why = 'it is not running'
    this.#drained?.()
    if (this.#isStopping || !this.#events.ended(this.spec.name, how)) return
    if (Date.now() - this.#startedAt > STABLE_MS) this.#failures = 0
    const wait = Math.min(FIRST_MS * 2 ** this.#failures, LONGEST_MS)
    this.#failures++
    this.#restarts++
    this.#timer = setTimeout(() => this.start(), wait)
  }
}

/** By node:http: `fetch` would take 20 MB of memory. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get(url, { timeout: 1_000, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
  })
}
