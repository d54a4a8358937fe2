/** The whole chat as `npm start` runs it, on free ports and in a folder of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, wampcra } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { REALM } from '../../apps/chat/settings/worker-settings.ts'
import { testVariables, until } from './chat-router.ts'

/** Shared by all tests: a start is three times as fast. */
const COMPILED = join(tmpdir(), 'wampeter-compile-cache')
const MAIN = fileURLToPath(new URL('../../apps/chat/main.ts', import.meta.url))

/** A row of the history. */
export interface Row {
  readonly kind: 'message' | 'gap'
  readonly id?: string
  readonly author?: string
  readonly text?: string
}

export type Answer<Body> = { readonly status: number; readonly body: Body }

export class WholeChat implements AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>
  readonly folder: string
  readonly #clients: Client[] = []
  #child: ChildProcess | undefined
  #log = ''

  private constructor(variables: Readonly<Record<string, string>>, folder: string) {
    this.variables = variables
    this.folder = folder
  }

  static async start(more: Readonly<Record<string, string>> = {}): Promise<WholeChat> {
    const chat = await WholeChat.prepared(more)
    await chat.start()
    return chat
  }

  /** Its folder and ports; nothing runs yet. */
  static async prepared(more: Readonly<Record<string, string>> = {}): Promise<WholeChat> {
    const folder = await mkdtemp(join(tmpdir(), 'chat-'))
    return new WholeChat(await testVariables({ DATA_DIR: folder, NODE_COMPILE_CACHE: COMPILED, ...more }), folder)
  }

  /** Starts it, the first time or again. Rejects with the log if it does not come up. */
  async start(parts: readonly string[] = ['--no-page']): Promise<void> {
    const child = spawn(process.execPath, [MAIN, ...parts], {
      env: { ...process.env, ...this.variables },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#child = child
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => (this.#log += text))
    const [why] = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (typeof why === 'number') throw new Error(`the chat did not come up: exit ${why}\n${this.#log}`)
  }

  get log(): string {
    return this.#log
  }

  port(name: string): string {
    return this.variables[name] ?? ''
  }

  /** Stops it in order. Returns the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null
    child.kill(signal)
    await once(child, 'close')
    return child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()))
    await this.stop()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** What the parts say of themselves. */
  async parts(): Promise<Readonly<Record<string, { readonly ready: boolean; readonly pid: number }>>> {
    const response = await fetch(`http://127.0.0.1:${this.port('CHAT_OPERATION_PORT')}/ready`)
    return (await response.json()) as Record<string, { ready: boolean; pid: number }>
  }

  /** Resolves when all parts are ready. */
  async settled(): Promise<void> {
    await until(async () => Object.values(await this.parts()).every(({ ready }) => ready))
  }

  async metric(name: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.port('CHAT_OPERATION_PORT')}/metrics`)
    const line = (await response.text()).split('\n').find((text) => text.startsWith(`wampeter_chat_${name}`))
    return Number(line?.split(' ').at(-1))
  }

  /** Kills one process of it. Resolves when another one runs in its place and is ready. */
  async kill(part: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { [part]: victim } = await this.parts()
    if (victim === undefined) throw new Error(`there is no part ${part}`)
    process.kill(victim.pid, signal)
    await until(async () => {
      const { [part]: now } = await this.parts()
      return now !== undefined && now.pid !== victim.pid && now.ready
    })
  }

  async post<Body>(port: string, path: string, body: object, token?: string): Promise<Answer<Body>> {
    const response = await fetch(`http://127.0.0.1:${this.port(port)}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body }
  }

  /** Makes a user and gives back the token. */
  async user(name: string, ...threads: readonly string[]): Promise<string> {
    const { body } = await this.post<{ token: string }>('APP_PORT_4', '/user', { name })
    for (const title of threads) await this.post('APP_PORT_5', '/thread', { name, title })
    return body.token
  }

  client(name: string, token: string): Client {
    const client = connect(`ws://127.0.0.1:${this.port('CHAT_PORT')}/ws`, {
      realm: REALM,
      auth: wampcra(name, token),
      reconnect: { firstMs: 50, ceilingMs: 300, stableMs: 1_000 },
      onError: () => undefined,
    })
    this.#clients.push(client)
    return client
  }

  /** The whole history of a thread, oldest first. */
  async history(thread: string, token: string): Promise<readonly Row[]> {
    const rows: Row[] = []
    for (let before: number | undefined; ;) {
      const query = new URLSearchParams({ limit: '200', ...(before !== undefined && { before: String(before) }) })
      const response = await fetch(
        `http://127.0.0.1:${this.port('APP_PORT_5')}/thread/${thread}/messages?${query.toString()}`,
        { headers: { authorization: `Bearer ${token}` } },
      )
      const page = (await response.json()) as { readonly messages: readonly Row[]; readonly before?: number }
      rows.unshift(...page.messages)
      before = page.before
      if (before === undefined) return rows
    }
  }
}
