/** A server under measurement: a process of its own, on the first core. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type ServerName = 'wampeter' | 'naive' | 'coalesced' | 'relay' | 'fox-wamp'

const file = (name: string): string => fileURLToPath(new URL(`${name}.ts`, import.meta.url))
function scriptOf(name: ServerName, fox: string): readonly string[] {
  if (name === 'wampeter') return [file('wampeter')]
  return name === 'fox-wamp' ? [file('fox'), fox] : [file('floor'), name]
}

const TICKS_PER_SECOND = 100

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

  /** `fox` is the folder where the peer is installed. */
  static async start(name: ServerName, fox = ''): Promise<Server> {
    const script = scriptOf(name, fox)
    const command = [process.execPath, '--expose-gc', ...script]
    const pinned = process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command
    const child = spawn(pinned[0] ?? '', pinned.slice(1), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    return new Server(name, child, port)
  }

  /** Seconds of CPU that the process has used, user and system. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  }

  async memory(): Promise<Memory> {
    this.#child.send('memory')
    const [memory] = (await once(this.#child, 'message')) as [Memory]
    return memory
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}
