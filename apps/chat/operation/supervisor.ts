/**
 * Runs the processes of the chat: all start together, because each waits for what it needs. They stop in order: first
 * the users go, then the workers, the router, storage and the app.
 */
import { readable } from './readable.ts'
import { SupervisedPart } from './supervised-part.ts'
import type { PartSpec } from './supervised-part.ts'

export interface SupervisorParts {
  readonly specs: readonly PartSpec[]
  /** Writes a line, with its line break. */
  write(line: string): void
  /** A process failed before everything was up. */
  failed(): void
}

/** The stages of an orderly stop; what is not named here stops last. */
const STAGES = [['authenticator', 'recorder', 'presence', 'broadcaster'], ['router'], ['storage']] as const
const DRAIN_MS = 3_000
const STOP_MS = 9_000

export class Supervisor {
  readonly #parts: SupervisorParts
  readonly #running: ReadonlyMap<string, SupervisedPart>
  readonly #up: PromiseWithResolvers<void> = Promise.withResolvers()
  #wasUp = false
  #stopping: Promise<void> | undefined

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    const events = {
      line: (name: string, line: string) => parts.write(readable(name, line, Date.now())),
      readiness: () => this.#look(),
      ended: (name: string, how: string) => this.#ended(name, how),
    }
    this.#running = new Map(parts.specs.map((spec) => [spec.name, new SupervisedPart(spec, events)]))
  }

  /** Resolves when all processes are ready for the first time. */
  start(): Promise<void> {
    for (const part of this.#running.values()) part.start()
    return this.#up.promise
  }

  /** Ends everything in order. The second call ends it at once. */
  stop(): Promise<void> {
    if (this.#stopping !== undefined) for (const part of this.#running.values()) part.kill()
    this.#stopping ??= this.#stopInOrder()
    return this.#stopping
  }

  say(text: string): void {
    this.#parts.write(readable('chat', text, Date.now()))
  }

  /** Says what keeps the chat from starting. */
  complain(msg: string): void {
    this.#parts.write(readable('chat', JSON.stringify({ time: Date.now(), level: 'error', msg }), Date.now()))
  }

  /** The processes by name. */
  get processes(): ReadonlyMap<string, SupervisedPart> {
    return this.#running
  }

  get isReady(): boolean {
    return this.#stopping === undefined && [...this.#running.values()].every(({ isReady }) => isReady)
  }

  /** In Prometheus' text format. */
  async metrics(): Promise<string> {
    const texts = await Promise.all([...this.#running.values()].map((part) => part.metrics()))
    const own = [...this.#running].map(
      ([name, { isReady, restarts }]) =>
        `wampeter_chat_ready{part="${name}"} ${isReady ? 1 : 0}\nwampeter_chat_restarts_total{part="${name}"} ${restarts}\n`,
    )
    return [...own, ...texts].join('')
  }

  #look(): void {
    if (this.#wasUp || !this.isReady) return
    this.#wasUp = true
    this.#up.resolve()
  }

  #ended(name: string, how: string): boolean {
    if (this.#stopping !== undefined) return false
    if (!this.#wasUp) {
      this.say(`${name} ended (${how}) before the chat was up: everything stops`)
      this.#parts.failed()
      return false
    }
    this.say(`${name} ended (${how}): it is started again`)
    return true
  }

  async #stopInOrder(): Promise<void> {
    await this.#running.get('router')?.drain(DRAIN_MS)
    for (const part of this.#running.values()) part.tell({ kind: 'drained' })
    const staged: readonly string[] = STAGES.flat()
    const rest = [...this.#running.keys()].filter((name) => !staged.includes(name))
    for (const stage of [...STAGES, rest])
      await Promise.all(stage.map((name) => this.#running.get(name)?.stop(STOP_MS)))
  }
}
