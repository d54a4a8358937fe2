/**
 * A workshop for a test: the program of `bin/start` on free ports, with a copy of the lessons in a temporary folder.
 * It does not collide with another workshop, and a test may edit config.json as a learner does.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { testVariables } from '../chat/chat-router.ts'
import { freePorts } from '../support/free-ports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
type Program = ChildProcessByStdio<null, Readable, null>

const startTimeoutMs = 60_000

interface Prepared {
  readonly folder: string
  readonly port: number
  readonly args: readonly string[]
  /** The variables of the chat: free ports, and secrets. */
  readonly chat: Readonly<Record<string, string>>
}

/** The ports in the lessons' configs, scripts, programs and texts. Each is replaced by a free one. */
const LESSON_PORTS = {
  routers: ['8001', '8002', '8003', '8004', '8005', '8006', '8007'],
  workers: ['9001', '9045', '9046', '9047'],
  cacheViews: ['5005', '5006', '5007'],
  queues: ['5570', '5575'],
} as const

/** Ports of the chat that lessons name too, with the variable that sets each. */
const CHAT_PORTS = {
  8014: 'APP_PORT_4',
  8015: 'APP_PORT_5',
  8016: 'APP_PORT_6',
  8024: 'APP_INTERNAL_PORT_4',
  8025: 'APP_INTERNAL_PORT_5',
  5550: 'ZMQ_PORT',
  5555: 'ZMQ_PUSH_PORT',
} as const

export class WorkshopProcess {
  readonly url: string
  /** The variables of its processes: commands that a test runs need the same. */
  readonly env: NodeJS.ProcessEnv
  readonly #folder: string
  readonly #process: Program
  readonly #said: string[] = []

  /** By default all routers run from the beginning, because tests also talk to those whose page they do not open. */
  static async start(args: readonly string[] = ['--all', '--no-chat']): Promise<WorkshopProcess> {
    const own = Object.values(LESSON_PORTS).flat()
    const [[site = 0, ...ports], chat] = await Promise.all([freePorts(own.length + 1), testVariables()])
    const folder = await copyLessons(
      new Map<string, number | string | undefined>([
        ...own.map((port, at) => [port, ports[at]] as const),
        ...Object.entries(CHAT_PORTS).map(([port, name]) => [port, chat[name]] as const),
      ]),
    )
    const workshop = new WorkshopProcess({ folder, port: site, args, chat })
    await workshop.says(/the pages are on/)
    return workshop
  }

  private constructor({ folder, port, args, chat }: Prepared) {
    this.#folder = folder
    this.url = `http://localhost:${port}`
    this.env = {
      ...process.env,
      ...chat,
      SITE_PORT: String(port),
      WAMPETER_LESSONS: folder,
      DATA_DIR: join(folder, 'db'),
      LESSON_BROADCASTER: join(folder, '6-message-queues/app/broadcast.ts'),
      NODE_COMPILE_CACHE: join(tmpdir(), 'wampeter-compile-cache'),
    }
    this.#process = this.#run('main.ts', ...args)
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#said.push(line))
  }

  get output(): string {
    return this.#said.join('\n')
  }

  /** Waits until a line of the output matches, from the beginning or from a mark on. Resolves to the mark after it. */
  async says(pattern: RegExp, from = 0): Promise<number> {
    const deadline = Date.now() + startTimeoutMs
    for (;;) {
      const at = this.#said.findIndex((line, index) => index >= from && pattern.test(line))
      if (at >= 0) return at + 1
      if (Date.now() > deadline) throw new Error(`the workshop did not say ${pattern}; it said:\n${this.output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** The length of the output so far: `says(…, mark)` searches only the output after it. */
  get mark(): number {
    return this.#said.length
  }

  /**
   * Waits until a program (of `router 6` or `client 6`) has begun again after a mark, and its output has paused. Where the
   * start takes long, what the program does next takes long too.
   */
  async restarted(source: string, mark: number): Promise<void> {
    const own = new RegExp(`^${source} `)
    const begun = /Connected with role|Connected as|I pull messages|I run,|is started again in/
    const deadline = Date.now() + startTimeoutMs
    const seen: { count: number; firstAt?: number; lastAt: number; begunAt?: number } = { count: 0, lastAt: 0 }
    for (;;) {
      const now = Date.now()
      const lines = this.#said.slice(mark).filter((line) => own.test(line))
      if (lines.length > seen.count) Object.assign(seen, { count: lines.length, lastAt: now })
      if (lines.length > 0) seen.firstAt ??= now
      if (lines.some((line) => begun.test(line))) seen.begunAt ??= now
      const startMs = (seen.begunAt ?? Infinity) - (seen.firstAt ?? 0)
      if (now - seen.lastAt > Math.max(250, startMs)) return
      if (now > deadline) throw new Error(`${source} did not begin again; it said:\n${lines.join('\n')}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  file(path: string): string {
    return join(this.#folder, path)
  }

  /** Saves another config, as a learner does. The router reads it again by itself. */
  async useConfig(lesson: number, path: string): Promise<void> {
    const { mark } = this
    const [folder] = (await readdir(this.#folder)).filter((name) => name.startsWith(`${lesson}-`))
    await cp(this.file(path), this.file(`${folder}/router/.crossbar/config.json`))
    await this.says(new RegExp(`router ${lesson} .*its changes are in force`), mark)
  }

  /** Kills one process of the chat. Resolves when another one runs in its place and is ready. */
  async killChatPart(part: string): Promise<void> {
    interface Parts {
      readonly [part: string]: { readonly ready: boolean; readonly pid: number } | undefined
    }
    const url = `http://127.0.0.1:${this.env['CHAT_OPERATION_PORT']}/ready`
    const parts = async (): Promise<Parts> => (await (await fetch(url)).json()) as Parts
    const victim = (await parts())[part]
    if (victim === undefined) throw new Error(`the chat has no part ${part}`)
    process.kill(victim.pid, 'SIGKILL')
    const deadline = Date.now() + startTimeoutMs
    for (let now = (await parts())[part]; now?.ready !== true || now.pid === victim.pid; now = (await parts())[part]) {
      if (Date.now() > deadline) throw new Error(`${part} did not start again`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async restart(lesson: number): Promise<void> {
    await this.#followed(this.#run('run-crossbar.ts', String(lesson), 'restart'), /the router is up/)
  }

  /** bin/run-client: its output up to a line that matches. */
  runClient(lesson: number, until: RegExp): Promise<string> {
    return this.#followed(this.#run('run-client.ts', String(lesson)), until)
  }

  /** bin/run-crossbar N skip: the output of a lesson's guests up to a line that matches. */
  followGuests(lesson: number, until: RegExp): Promise<string> {
    return this.#followed(this.#run('run-crossbar.ts', String(lesson), 'skip'), until)
  }

  async #followed(follower: Program, until: RegExp): Promise<string> {
    const lines: string[] = []
    for await (const line of createInterface({ input: follower.stdout })) {
      lines.push(line)
      if (until.test(line)) break
    }
    follower.kill()
    if (!until.test(lines.at(-1) ?? '')) throw new Error(`it never said ${until.source}:\n${lines.join('\n')}`)
    return lines.join('\n')
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGTERM')
      await once(this.#process, 'exit')
    }
    await rm(this.#folder, { recursive: true, force: true })
  }

  #run(program: string, ...args: readonly string[]): Program {
    const main = join(root, 'site/src', program)
    return spawn(process.execPath, [main, ...args], { env: this.env, stdio: ['ignore', 'pipe', 'inherit'] })
  }
}

/** Copies the lessons, with other ports in configs, programs and texts. */
async function copyLessons(ports: ReadonlyMap<string, number | string | undefined>): Promise<string> {
  const named = new RegExp(`\\b(${[...ports.keys()].join('|')})\\b`, 'g')
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'wampeter-lessons-')))
  await cp(join(root, 'lessons'), folder, { recursive: true, filter: (path) => !path.endsWith('node.pid') })
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/\.(json|js|ts|md)$/.test(name) || name.startsWith('node_modules')) continue
    const text = await readFile(join(folder, name), 'utf8')
    const changed = text.replace(named, (port) => String(ports.get(port)))
    if (changed !== text) await writeFile(join(folder, name), changed)
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules')) // where the lessons' programs find the client
  return folder
}
