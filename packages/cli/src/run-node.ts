/** One node from its start to its end, for `wampeter start`. The only place where signals are handled. */
import { flushCompileCache } from 'node:module'
import { claim, LiveConfig, nodeSecret, RouterNode } from '@wampeter/router'
import type { loadConfig, PidFile, StreamLog } from '@wampeter/router'
import { boundHeapGrowth } from './heap-growth.ts'
import { onSignals, untilToldToStop } from './signals.ts'

export interface RunOptions {
  readonly log: StreamLog
  readonly cbdir: string
  readonly file: string
  readonly config: NonNullable<Awaited<ReturnType<typeof loadConfig>>['config']>
  readonly drainSeconds: number
  readonly stopAfterSeconds: number | undefined
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Resolves when the node was told to stop and has stopped.
 * @throws OperatorError where it cannot start.
 */
export async function runNode(options: RunOptions): Promise<void> {
  const { log, cbdir, drainSeconds } = options
  const held = claim(cbdir, { drainSeconds, isDraining: false })
  // Keeps the process alive: a node with guests only may have nothing open for a while.
  const alive = setInterval(() => {}, LONGEST_TIMER_MS)
  try {
    if (!held.isWritten)
      log.write(
        'warn',
        `node.pid cannot be written to ${cbdir}: a second router on this directory would not be noticed`,
      )
    await runHeld(options, held)
  } finally {
    clearInterval(alive)
    held.release()
  }
}

async function runHeld(options: RunOptions, held: PidFile): Promise<void> {
  const { log, cbdir, file, config, drainSeconds } = options
  const secret = nodeSecret(cbdir)
  boundHeapGrowth()
  const node = new RouterNode(config, {
    cbdir,
    log,
    environment: process.env,
    ...(secret === undefined ? {} : { nodeSecret: secret }),
  })
  process.on('exit', () => node.abandon())
  const toldToStop = untilToldToStop(options.stopAfterSeconds)
  const started = node.start()
  const live = new LiveConfig({ node, file, config, environment: process.env, log, started })
  live.watch()
  const drains = new Drains(node, { log, held, drainSeconds })
  onSignals({ hangUp: () => void live.reload(), toggleDrain: () => void drains.toggle(), log })
  await started.catch((error: unknown) => {
    live.close()
    throw error
  })
  flushCompileCache() // Node writes the cache only when a process exits by itself, not when it is killed
  log.write('info', 'the router is up')
  const why = await toldToStop
  live.close()
  await drains.beforeStop(why)
  log.write('info', `the router stops: ${why}`)
  await node.stop()
  log.write('info', 'the router has stopped')
}

interface DrainParts {
  readonly log: StreamLog
  readonly held: PidFile
  readonly drainSeconds: number
}

/** Drains on SIGUSR2 and before the end. Records it in the log and in `node.pid`. */
class Drains {
  readonly #node: RouterNode
  readonly #parts: DrainParts
  #isOn = false
  #isStopping = false

  constructor(node: RouterNode, parts: DrainParts) {
    this.#node = node
    this.#parts = parts
  }

  async toggle(): Promise<void> {
    if (this.#isStopping) return
    if (!this.#isOn) return this.#drain('SIGUSR2')
    this.#isOn = false
    this.#node.cancelDrain()
    this.#tell()
    this.#parts.log.write('info', 'the drain is cancelled: the router takes sessions again')
  }

  /** Without a drain time nothing is done here: `stop` ends the guests first, and then the sessions. */
  async beforeStop(why: string): Promise<void> {
    this.#isStopping = true
    if (this.#parts.drainSeconds > 0) await this.#drain(why)
  }

  async #drain(why: string): Promise<void> {
    const { log, drainSeconds } = this.#parts
    const isNew = !this.#isOn
    this.#isOn = true
    this.#tell()
    if (isNew)
      log.write('info', `the router drains over ${drainSeconds} s: ${why}; it is not ready and takes no new session`)
    await this.#node.drain(drainSeconds * 1000)
    if (isNew && this.#isOn) log.write('info', 'the router is drained: every session has got GOODBYE')
  }

  #tell(): void {
    const { held, drainSeconds } = this.#parts
    held.update({ drainSeconds, isDraining: this.#isOn })
  }
}
