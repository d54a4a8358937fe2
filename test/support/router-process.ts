/** A router as operators run it: the command `wampeter start` in a process of its own, which can be killed. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configFor } from './router.ts'

const main = fileURLToPath(new URL('../../packages/cli/src/main.js', import.meta.url))

export class RouterProcess implements AsyncDisposable {
  readonly #cbdir: string
  #child: ChildProcess | undefined

  private constructor(cbdir: string) {
    this.#cbdir = cbdir
  }

  /** Resolves when the router listens on this port. */
  static async start(port: number): Promise<RouterProcess> {
    const cbdir = mkdtempSync(join(tmpdir(), 'wampeter-process-'))
    writeFileSync(join(cbdir, 'config.json'), JSON.stringify(configFor({ endpoint: { port, backlog: 4096 } })))
    const router = new RouterProcess(cbdir)
    await router.startAgain()
    return router
  }

  /**
   * To be called after `kill`. Resolves when the router listens, with the time on this process's clock, in
   * milliseconds.
   */
  async startAgain(): Promise<number> {
    const child = spawn(process.execPath, [main, 'start', '--cbdir', this.#cbdir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    const listening = Promise.withResolvers<number>()
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('listens on')) listening.resolve(performance.now())
    })
    child.on('exit', () => listening.reject(new Error(`the router ended before it listened:\n${output}`)))
    return listening.promise
  }

  /** Like `kill -9`: without GOODBYE, and without closing connections. */
  async kill(): Promise<void> {
    if (this.#child === undefined) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    this.#child = undefined
    await ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    rmSync(this.#cbdir, { recursive: true })
  }
}
