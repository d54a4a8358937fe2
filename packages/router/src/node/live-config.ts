/** Applies the config file to a running node: when the file changes, or on request. */
import type { Environment } from '../config/environment.ts'
import { readConfig } from '../config/load.ts'
import { describeProblem } from '../config/problem.ts'
import { isSame } from '../config/same.ts'
import { watchConfig } from '../config/watch-config.ts'
import type { ConfigWatch } from '../config/watch-config.ts'
import type { CrossbarConfig } from '../config/check.ts'
import { OperatorError } from '../observe/operator-error.ts'
import type { RouterNode } from './router-node.ts'
import type { Log } from '../session/log.ts'

export interface LiveConfigParts {
  readonly node: Pick<RouterNode, 'reload' | 'configRead'>
  readonly file: string
  /** The config that the node runs now. */
  readonly config: CrossbarConfig
  readonly environment: Environment
  readonly log: Log
  /** Changes wait until this promise resolves. Absent: the node has started already. */
  readonly started?: Promise<unknown>
}

export class LiveConfig {
  readonly #parts: LiveConfigParts
  #applied: CrossbarConfig
  #watch: ConfigWatch | undefined
  /** The file as it was read last could not be used. */
  #isRefused = false
  /** Changes are made one after the other. */
  #busy: Promise<void>

  constructor(parts: LiveConfigParts) {
    this.#parts = parts
    this.#applied = parts.config
    this.#busy = Promise.resolve(parts.started).then(
      () => {},
      () => {},
    )
  }

  /** Follows the file. */
  watch(): void {
    this.#watch ??= watchConfig(this.#parts.file, () => void this.#follow())
  }

  close(): void {
    this.#watch?.close()
  }

  /** Reads the file and applies it, with its TLS files, even where the text is unchanged. Never rejects. */
  reload(): Promise<void> {
    return this.#enqueue((config) => this.#apply(config))
  }

  /** The file may have changed. */
  #follow(): Promise<void> {
    return this.#enqueue(async (config) => {
      if (!isSame(config, this.#applied)) await this.#apply(config)
      else this.#isAgainInForce()
    })
  }

  /** The file has been mended: it is the config in force. */
  #isAgainInForce(): void {
    const { node, file, log } = this.#parts
    node.configRead(true)
    if (this.#isRefused) log.write('info', `${file} is the config in force again`)
    this.#isRefused = false
  }

  #enqueue(then: (config: CrossbarConfig) => Promise<void>): Promise<void> {
    return (this.#busy = this.#busy.then(async () => {
      const config = await this.#read()
      if (config !== undefined) await then(config)
    }))
  }

  async #read(): Promise<CrossbarConfig | undefined> {
    const { file, environment, log } = this.#parts
    const { config, problems } = await readConfig(file, environment)
    for (const problem of problems) log.write(problem.severity === 'error' ? 'error' : 'warn', describeProblem(problem))
    if (config === undefined) {
      log.write('error', `${file} cannot be used: nothing was changed`)
      this.#isRefused = true
      this.#parts.node.configRead(false)
    }
    return config
  }

  async #apply(config: CrossbarConfig): Promise<void> {
    const { node, file, log } = this.#parts
    try {
      await node.reload(config)
      this.#applied = config
      this.#isRefused = false
      node.configRead(true)
      log.write('info', `${file} was read again: its changes are in force`)
    } catch (error) {
      node.configRead(false)
      this.#isRefused = true
      const isExpected = error instanceof OperatorError
      const why = isExpected ? error.message : String(error)
      log.write(
        'error',
        `the changes of ${file} cannot be made: ${why}; nothing was changed`,
        isExpected ? {} : { err: error },
      )
    }
  }
}
