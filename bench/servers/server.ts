/** A measured server: a process of its own, on the first core. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type ServerName = 'wampeter' | 'naive' | 'coalesced' | 'relay' | 'wampcra' | 'judged' | 'fox-wamp'

const file = (name: string): string => fileURLToPath(new URL(`${name}.ts`, import.meta.url))
function scriptOf(name: ServerName, fox: string): readonly string[] {
  if (name === 'wampeter' || name === 'judged') return [file(name)]
  return name === 'fox-wamp' ? [file('fox'), fox] : [file('floor'), name]
}

/** A thread may end while its CPU time is read. */
function nanoseconds(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0])
  } catch {
    return 0
  }
}

export interface Memory {
  /** `heapUsed` + `external` after a collection, in bytes. */
  readonly heap: number
  readonly rss: number
}

export class Server {
  readonly name: ServerName
  readonly #child: ChildProcess
  readonly port: number

  private constructor(name: ServerName, child: ChildProcess, port: number) {
    this.name = name
    this.#child = child
    this.port = port
  }

  /** `fox` is the folder where fox-wamp is installed. */
  static start(name: ServerName, fox = ''): Promise<Server> {
    return Server.#spawn(name, scriptOf(name, fox))
  }

  /** Wampeter from another checkout. */
  static startOf(checkout: string): Promise<Server> {
    return Server.#spawn('wampeter', [join(checkout, 'bench/servers/wampeter.ts')])
  }

  static async #spawn(name: ServerName, script: readonly string[]): Promise<Server> {
    const command = [process.execPath, '--expose-gc', ...script]
    const pinned = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command
    const child = spawn(pinned[0] ?? '', pinned.slice(1), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    return new Server(name, child, port)
  }

  /** Seconds of CPU that the process has used, user and system. */
  cpuSeconds(): number {
    const threads = `/proc/${this.#child.pid}/task`
    return readdirSync(threads).reduce((sum, thread) => sum + nanoseconds(`${threads}/${thread}/schedstat`), 0) / 1e9
  }

  async memory(): Promise<Memory> {
    this.#child.send('memory')
    const [memory] = (await once(this.#child, 'message')) as [Memory]
    return memory
  }

  /** What the servers `judged` and `wampcra` tell of themselves. The longest delay is that since the last call. */
  async look(): Promise<{ readonly maxDelayMs: number }> {
    this.#child.send('look')
    const [seen] = (await once(this.#child, 'message')) as [{ readonly maxDelayMs: number }]
    return seen
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}
