/**
 * The chat's router. The port for everybody opens when the workers are there: nobody is refused because the
 * authenticator is not ready, and nothing is said before the recorder listens.
 */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createRouter } from '@wampeter/router'
import type { EmbeddedRouter, Session } from '@wampeter/router'
import type { Log } from '../operation/log.ts'
import { REALM } from '../settings/worker-settings.ts'
import type { WorkerSettings } from '../settings/worker-settings.ts'
import { PUBLIC_PATH, routerConfig } from './router-config.ts'

/** Without these, nobody can log in or do anything. */
const NEEDED = ['workshop.auth', 'workshop.permissions']
/** Waited for as well, but not for ever: a chat without presence is better than none. */
const WANTED = ['workshop.chat.post', 'workshop.subscribers']
const WANTED_MS = 10_000
const LOOK_MS = 10

export class ChatRouter {
  readonly #settings: WorkerSettings
  readonly #log: Log
  readonly #router: EmbeddedRouter
  readonly #server: Server
  readonly #opening = new AbortController()
  #session: Session | undefined

  constructor(settings: WorkerSettings, log: Log) {
    this.#settings = settings
    this.#log = log
    this.#server = createServer((_request, response) => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The chat is at /ws, for WAMP over WebSocket.\n')
    })
    this.#router = createRouter(routerConfig(settings), { log: routerLog(log) })
    this.#router.attach(this.#server, '/ws', PUBLIC_PATH)
  }

  /** Opens the port for the workers. Returns its number. */
  async start(): Promise<number> {
    const [opened] = await this.#router.start()
    this.#session = await this.#router.join({ realm: REALM, authid: 'router' })
    return opened?.port ?? 0
  }

  /** Resolves with the number of the port for everybody, when it is open. Rejects where it is in use. */
  async openToAll(): Promise<number> {
    const asked = Date.now()
    while (!(await this.#hasAll(NEEDED))) await pause(this.#opening.signal)
    while (!(await this.#hasWanted()) && Date.now() - asked < WANTED_MS) await pause(this.#opening.signal)
    if (!(await this.#hasWanted()))
      this.#log.warn('recorder or presence are missing: the port for everybody opens all the same')
    const { host, port } = this.#settings.router
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port, backlog: 4096 }, resolve)
    })
    return (this.#server.address() as { port: number }).port
  }

  /** Sends the users away, and takes no new ones. The workers stay. */
  async drain(): Promise<void> {
    this.#opening.abort(new Error('the router stops'))
    this.#server.close()
    for (const role of ['app-user', 'blocked'])
      await this.#session?.call('wamp.session.kill_by_authrole', [role, 'wamp.close.system_shutdown'])
  }

  async stop(): Promise<void> {
    await this.drain()
    await this.#router.stop()
    this.#server.closeAllConnections()
  }

  /** The number of sessions of users now. */
  async users(): Promise<number> {
    const counted = await this.#session?.call<number>('wamp.session.count', [['app-user', 'blocked']])
    return counted?.value ?? 0
  }

  async #hasWanted(): Promise<boolean> {
    const recorded = await this.#session?.call('wamp.subscription.lookup', ['workshop.chat.', { match: 'prefix' }])
    return recorded?.value !== null && this.#hasAll(WANTED)
  }

  async #hasAll(procedures: readonly string[]): Promise<boolean> {
    for (const procedure of procedures) {
      const found = await this.#session?.call('wamp.registration.lookup', [procedure])
      if (found?.value === null) return false
    }
    return true
  }
}

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error)
    setTimeout(resolve, LOOK_MS)
  })

/** The router's lines in the log of this process. Its fields may be objects; only simple ones are shown. */
const routerLog = (log: Log) => ({
  isDebug: false,
  write(
    level: 'debug' | 'info' | 'warn' | 'error',
    text: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    if (level === 'debug') return
    const simple = Object.entries(fields).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    log[level](text, Object.fromEntries(simple) as Record<string, string>)
  },
})
