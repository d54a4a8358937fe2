/**
 * A process of the chat, as its supervisor knows it. It says when it is ready, answers for its metrics, and stops in
 * order on SIGTERM, or when its supervisor is gone. It also runs alone: then SIGINT stops it too.
 */
import { Counters } from './counters.ts'
import { jsonLog, textOf } from './log.ts'
import type { Log } from './log.ts'
import type { FromPart, ToPart } from './messages.ts'

/** What a process gets from its surroundings. */
export interface Part {
  readonly name: string
  readonly log: Log
  readonly counters: Counters
  /** Says whether the process does its work now. `why` is for the operator. */
  readiness(isReady: boolean, why?: string): void
  /** Runs when the supervisor is about to stop the whole chat, after the last user has left. */
  onDrained(handler: () => void): void
  /** Runs when the supervisor asks for the users to be sent away. */
  onDrain(handler: () => Promise<void>): void
  /** Ends the process after a failure that a restart may mend. */
  fail(error: unknown): void
}

/** What stops the process, in order. It must end by itself; after `STOP_MS` the process ends anyway. */
export type Stop = () => Promise<void>

const STOP_MS = 8_000

/** Runs a process of the chat. An error of `run` ends it with exit code 1 and one line in the log. */
export async function runPart(name: string, run: (part: Part) => Promise<Stop>): Promise<void> {
  const log = jsonLog((line) => void process.stdout.write(line))
  const part = new RunningPart(name, log)
  process.stdout.on('error', () => undefined) // a log without a reader must not end the process
  process.on('unhandledRejection', (error) => part.fail(error))
  process.on('uncaughtException', (error) => part.fail(error))
  process.on('SIGTERM', () => part.stop())
  process.on('SIGINT', () => (process.send === undefined ? part.stop() : undefined))
  process.on('disconnect', () => part.stop())
  try {
    part.running(await run(part))
  } catch (error) {
    part.fail(error)
  }
}

class RunningPart implements Part {
  readonly name: string
  readonly log: Log
  readonly counters = new Counters()
  #isReady = false
  #isStopping = false
  #stop: Stop | undefined
  #drain: () => Promise<void> = () => Promise.resolve()
  #drained: () => void = () => undefined

  constructor(name: string, log: Log) {
    this.name = name
    this.log = log
    process.on('message', (message: ToPart) => this.#told(message))
  }

  readiness(isReady: boolean, why = ''): void {
    if (isReady === this.#isReady) return
    this.#isReady = isReady
    if (!isReady && !this.#isStopping) this.log.warn(`not ready: ${why}`)
    tell({ kind: 'readiness', isReady, why })
  }

  onDrained(handler: () => void): void {
    this.#drained = handler
  }

  onDrain(handler: () => Promise<void>): void {
    this.#drain = handler
  }

  running(stop: Stop): void {
    this.#stop = stop
  }

  stop(): void {
    if (this.#isStopping) return
    this.#isStopping = true
    // A process that is still starting has promised nothing yet.
    if (this.#stop === undefined) process.exit(0)
    setTimeout(() => process.exit(1), STOP_MS).unref()
    void this.#end(this.#stop)
  }

  fail(error: unknown): void {
    this.log.error(textOf(error), isOperators(error) ? {} : { stack: stackOf(error) })
    process.exitCode = 1
    // Standard output may be a pipe, which is written later.
    setTimeout(() => process.exit(1), 50)
  }

  async #end(stop: Stop): Promise<void> {
    try {
      await stop()
      process.exit(0)
    } catch (error) {
      this.fail(error)
    }
  }

  #told(message: ToPart): void {
    switch (message.kind) {
      case 'metrics':
        tell({ kind: 'metrics', id: message.id, text: this.counters.lines(this.name) })
        break
      case 'drain':
        void this.#drain().then(() => tell({ kind: 'drained' }))
        break
      case 'drained':
        this.#drained()
        break
      default:
        throw new TypeError(`unexpected message: ${JSON.stringify(message satisfies never)}`)
    }
  }
}

const tell = (message: FromPart): void => {
  if (process.connected) process.send?.(message)
}

/** An error whose text is enough for the operator: a port in use, a setting, a file that cannot be written. */
const isOperators = (error: unknown): boolean =>
  error instanceof Error && ('code' in error || ['SettingsError', 'DataUnavailable'].includes(error.name))

const stackOf = (error: unknown): string | undefined => (error instanceof Error ? error.stack : undefined)
