/** The chat's HTTP service on ports that the system chose, with a database of its own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { startApp } from '../../apps/chat/http/app.ts'
import type { App } from '../../apps/chat/http/app.ts'
import { createLog } from '../../apps/chat/http/observe/log.ts'
import { settingsFrom } from '../../apps/chat/http/run.ts'
import type { Variables } from '../../apps/chat/settings/environment.ts'

export const FREE_PORTS = {
  APP_PORT_4: '0',
  APP_PORT_5: '0',
  APP_PORT_6: '0',
  APP_INTERNAL_PORT_4: '0',
  APP_INTERNAL_PORT_5: '0',
}

export type Port = 'public4' | 'public5' | 'public6' | 'internal4' | 'internal5'

export interface Asking {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined if it is no JSON. */
  readonly body: unknown
}

export interface TestApp {
  readonly app: App
  readonly folder: string
  readonly databaseFile: string
  /** All lines of the log. */
  readonly log: string[]
  /** Added to the system's clock, in milliseconds. */
  readonly clock: { ahead: number }
  url(port: Port): string
  ask(port: Port, path: string, asking?: Asking): Promise<Answer>
  /** A POST with a JSON body. */
  post(port: Port, path: string, body?: unknown, token?: string): Promise<Answer>
  /** Registers a user. */
  register(name: string): Promise<{ readonly password: string; readonly token: string }>
}

export function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-app-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Started for one test, and stopped after it. */
export async function startTestApp(t: TestContext, variables: Variables = {}): Promise<TestApp> {
  const folder = variables['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'wampeter-app-'))
  const log: string[] = []
  const clock = { ahead: 0 }
  const settings = settingsFrom({ ...FREE_PORTS, DATA_DIR: folder, LOG_LEVEL: 'debug', ...variables })
  const app = await startApp({
    settings,
    log: createLog({ level: 'debug', format: 'text', write: (line) => log.push(line) }),
    now: () => Date.now() + clock.ahead,
  })
  t.after(async () => {
    await app.stop()
    if (variables['DATA_DIR'] === undefined) rmSync(folder, { recursive: true })
  })
  const url = (port: Port): string => {
    const lesson = Number(port.at(-1)) as 4 | 5
    return `http://127.0.0.1:${port.startsWith('internal') ? app.internalPorts[lesson] : app.ports[lesson]}`
  }
  const ask = (port: Port, path: string, asking: Asking = {}): Promise<Answer> => askUrl(url(port) + path, asking)
  const post = (port: Port, path: string, body: unknown = {}, token?: string): Promise<Answer> =>
    ask(port, path, { method: 'POST', body, ...(token !== undefined && { token }) })
  return {
    app,
    folder,
    databaseFile: settings.data.databaseFile,
    log,
    clock,
    url,
    ask,
    post,
    register: async (name) => (await post('public4', '/user', { name })).body as { password: string; token: string },
  }
}

export async function askUrl(url: string, { method = 'GET', headers = {}, token, body }: Asking): Promise<Answer> {
  const isText = typeof body === 'string'
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? Buffer.from(body) : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
