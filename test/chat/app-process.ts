/** The chat's HTTP service as a process of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FREE_PORTS } from './app.ts'

const MAIN = fileURLToPath(new URL('../../apps/chat/http/main.ts', import.meta.url))

export class AppProcess {
  readonly #child: ChildProcess
  readonly #folder: string
  /** Ports by lesson. */
  readonly ports: readonly number[]
  readonly internalPorts: readonly number[]

  private constructor(child: ChildProcess, folder: string, line: string) {
    this.#child = child
    this.#folder = folder
    const numbers = [...line.slice(line.indexOf('ports ')).matchAll(/\d+/g)].map(Number)
    this.ports = numbers.slice(0, 3)
    this.internalPorts = numbers.slice(3)
  }

  static async start(variables: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'wampeter-app-'))
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], ...FREE_PORTS, DATA_DIR: folder, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    child.stdout.resume()
    return new AppProcess(child, folder, line)
  }

  /** A metric's value; without labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.internalPorts[0]}/metrics`)).text()
    return Number(new RegExp(`^wampeter_chat_app_${name} (\\S+)$`, 'm').exec(text)?.[1])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM')
    await once(this.#child, 'close')
    rmSync(this.#folder, { recursive: true })
  }
}
