/** A real TURN server (Debian's coturn) on free ports of this machine, for tests. It keeps nothing. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePorts } from './free-ports.ts'

/** False: no coturn is installed. Continuous integration installs one. */
export const hasCoturn = spawnSync('turnserver', ['--version']).error === undefined

/** A browser does not send from its network's address to loopback, so the server listens on the network's address too. */
const ADDRESS =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'

export class Coturn implements AsyncDisposable {
  readonly secret = 'a secret that only the tests know'
  readonly port: number
  readonly #folder: string
  #child: ChildProcess | undefined
  #lines: string[] = []

  private constructor(port: number, folder: string) {
    this.port = port
    this.#folder = folder
  }

  /** Its port is known, and it does not run yet. */
  static async prepared(): Promise<Coturn> {
    const [port = 0] = await freePorts(1)
    return new Coturn(port, await mkdtemp(join(tmpdir(), 'wampeter-coturn-')))
  }

  get url(): string {
    return `turn:${ADDRESS}:${this.port}?transport=udp`
  }

  get log(): string {
    return this.#lines.join('\n')
  }

  /** Starts it, the first time or again. What was relayed before is forgotten. */
  async start(): Promise<void> {
    const child = spawn(
      'turnserver',
      [
        ...['-n', '--listening-ip', ADDRESS, '--relay-ip', ADDRESS, '--listening-port', String(this.port)],
        ...['--use-auth-secret', '--static-auth-secret', this.secret, '--realm', 'wampeter.test'],
        ...['--allow-loopback-peers', '--no-tls', '--no-dtls', '--no-cli', '--fingerprint'],
        ...['--log-file', 'stdout', '--simple-log', '--verbose', '--relay-threads', '1'],
        ...['--pidfile', join(this.#folder, 'pid'), '--userdb', join(this.#folder, 'db')],
      ],
      { cwd: this.#folder, stdio: ['ignore', 'pipe', 'ignore'] },
    )
    this.#child = child
    const listening = Promise.withResolvers<void>()
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#lines.push(line)
      if (/IPv4\. UDP listener opened on/.test(line)) listening.resolve()
    })
    child.once('exit', (code) => listening.reject(new Error(`coturn ended (${code}):\n${this.log}`)))
    listening.promise.catch(() => {})
    const limit = AbortSignal.timeout(60_000)
    limit.addEventListener('abort', () => listening.reject(new Error(`coturn did not start:\n${this.log}`)))
    await listening.promise
  }

  /** Kills it. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
