/** The composition root: read from top to bottom it is the wiring diagram. */
import { json } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'
import { Authentication } from './authentication.ts'
import { checkConfig } from './config/check.ts'
import type { CrossbarConfig } from './config/check.ts'
import { ConfigError } from './config/config-error.ts'
import { writeProblem } from './config/problem.ts'
import { translateService } from './config/translate/translate-standalone.ts'
import { translateConfig } from './config/translate/translate.ts'
import { listen } from './listeners/http-listener.ts'
import type { Listener } from './listeners/http-listener.ts'
import { systemClock } from './observe/clock.ts'
import { MemoryCounters } from './observe/counters.ts'
import { silentLog } from './observe/logger.ts'
import { Monitor } from './observe/monitor.ts'
import { nodeCrypto } from './observe/node-crypto.ts'
import { randomAuthid } from './observe/random-authid.ts'
import { randomIds } from './observe/random-ids.ts'
import { nodeTurn } from './observe/turns.ts'
import type { RouterOptions, TransportOptions } from './options.ts'
import { LoginGate } from './principals/login-gate.ts'
import { Realm } from './realm/realm.ts'
import type { RouterContext, TransportContext } from './session/context.ts'
import { Delivery } from './session/deliver.ts'
import { serviceFor } from './services.ts'
import type { Log } from './session/log.ts'
import { DEFAULT_WAITING_LOGINS } from './session/options.ts'
import type { AuthOptions, SessionLimits } from './session/options.ts'
import { OutboxBudget } from './session/outbox-budget.ts'
import type { Turn } from './session/turn.ts'
import { logTap } from './session/trace.ts'
import type { HttpService } from './transports/http-service.ts'
import { dialectsOf } from './transports/subprotocols.ts'
import { WebSocketService } from './transports/websocket-service.ts'
import type { ServiceOptions, WebSocketServiceOptions } from './web-services/options.ts'

/** Where the config of a router comes from. */
export interface ConfigSource extends Partial<RouterParts> {
  /** The folder that relative paths of the config count from. Default: the current one. */
  readonly cbdir?: string
  /** Where `"${VAR}"` in the config is looked up. Default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/**
 * Checks a config and makes a router for each of its router workers.
 * @throws ConfigError with every problem at once; warnings go to the log.
 */
export function createRouters(config: unknown, source: ConfigSource): readonly Router[] {
  const { config: checked, problems } = checkConfig(config, source.environment ?? {})
  if (checked === undefined) throw new ConfigError(problems)
  for (const problem of problems) source.log?.write('warn', writeProblem(problem))
  return wireRouters(checked, source)
}

/** Makes a router for each router worker of a config that was checked before. They share one budget for outboxes. */
export function wireRouters(
  config: CrossbarConfig,
  { cbdir = '.', log = silentLog, nodeSecret, monitor = new Monitor() }: ConfigSource,
): readonly Router[] {
  const all = translateConfig(config, cbdir)
  const budget = new OutboxBudget(all[0]?.processOutboxBytes ?? 0)
  const parts = { log, budget, monitor, ...(nodeSecret === undefined ? {} : { nodeSecret }) }
  return all.map((options) => new Router(options, parts))
}

/** What a router is given besides its options. */
export interface RouterParts {
  readonly log: Log
  /** Makes pretended users stable over restarts; random where absent. At least 16 bytes. */
  readonly nodeSecret?: Uint8Array
  /** The bytes that wait in all outboxes together; its own where absent. */
  readonly budget?: OutboxBudget
  /** Where it can be seen from outside, beside the other routers of its node; alone where absent. */
  readonly monitor?: Monitor
}

/** A transport that listens now. */
export interface OpenTransport {
  readonly id: string
  readonly port: number
}

const SERIALIZERS = { json, msgpack, cbor }
const SHUTDOWN = 'wamp.close.system_shutdown'
const GRACE_MS = 2_500

export class Router {
  readonly #options: RouterOptions
  readonly #context: RouterContext
  readonly #counters = new MemoryCounters()
  readonly #turn: Turn = nodeTurn()
  readonly #budget: OutboxBudget
  readonly #authentication: Authentication
  readonly #startedAt = new Date()
  readonly #services = new Set<HttpService>()
  readonly #monitor: Monitor
  #listeners: Listener[] = []
  #isListening = false

  constructor(options: RouterOptions, { log, nodeSecret, budget, monitor = new Monitor() }: RouterParts) {
    const ids = randomIds()
    const sources = { ids, now: () => systemClock.now() }
    const tap = log.isDebug ? logTap(log) : undefined
    this.#options = options
    this.#budget = budget ?? new OutboxBudget(options.processOutboxBytes)
    this.#context = {
      realms: new Map(options.realms.map((realm) => [realm.name, new Realm(realm, sources)])),
      ids,
      clock: systemClock,
      log,
      counters: this.#counters,
      delivery: new Delivery({ log, clock: systemClock, counters: this.#counters, tap: tap?.delivered }),
      tap,
    }
    this.#authentication = new Authentication({
      router: this.#context,
      nodeSecret: nodeSecret ?? nodeCrypto.randomBytes(32),
      gate: new LoginGate(DEFAULT_WAITING_LOGINS),
    })
    this.#monitor = monitor
    monitor.show(this)
  }

  /** The realms, for those who look from outside. */
  get realms(): RouterContext['realms'] {
    return this.#context.realms
  }

  /** What waits for slow readers. */
  get budget(): OutboxBudget {
    return this.#budget
  }

  /** True while all its transports listen. */
  get isListening(): boolean {
    return this.#isListening
  }

  /** What sessions of this process share with those that come by sockets. */
  get context(): RouterContext {
    return this.#context
  }

  /** A name for a session that has none. */
  readonly randomAuthid = randomAuthid

  /** How often what happened, by name, since the router was made. */
  get counters(): MemoryCounters {
    return this.#counters
  }

  /**
   * Opens all configured transports, in order. When one fails, those before it are closed again.
   * @throws ListenError for a port that cannot be opened; TlsFileError for a TLS file that cannot be read;
   * StaticDirectoryError for a directory to be served that is not there.
   */
  async start(): Promise<readonly OpenTransport[]> {
    try {
      const opened: OpenTransport[] = []
      for (const transport of this.#options.transports) opened.push(await this.#open(transport))
      this.#isListening = true
      return opened
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async #open({ id, listen: where, root }: TransportOptions): Promise<OpenTransport> {
    const listener = await listen(where, this.mount(root), { log: this.#context.log, counters: this.#counters })
    this.#listeners.push(listener)
    this.#context.log.write('info', `transport "${id}" listens on port ${listener.port}`, {
      tls: where.tls !== undefined,
    })
    return { id, port: listener.port }
  }

  /** Says goodbye to every session, waits a bounded time for the answers, and closes everything. */
  async stop(): Promise<void> {
    this.#isListening = false
    for (const listener of this.#listeners) listener.stop()
    for (const realm of this.#context.realms.values()) {
      realm.close()
      for (const peer of [...realm.peers.values()]) peer.outlet.end(SHUTDOWN, 'the router is shutting down')
    }
    await Promise.all([...this.#services].map((service) => service.close?.(GRACE_MS)))
    await Promise.all(this.#listeners.map((listener) => listener.close()))
    this.#services.clear()
    this.#listeners = []
  }

  /** Makes a service that `stop` will end. */
  mount(options: ServiceOptions): HttpService {
    const service = serviceFor(options, {
      monitor: this.#monitor,
      status: () => ({ startedAt: this.#startedAt, realms: this.#realmStatus() }),
      websocket: (wanted) => this.#websocket(wanted),
    })
    this.#services.add(service)
    return service
  }

  /**
   * As {@link mount}, for a `websocket` path as a config writes it.
   * @throws ConfigError when it is not what such a path may be.
   */
  mountWebSocket(service: Readonly<Record<string, unknown>>): HttpService {
    return this.mount(translateService({ ...service, type: 'websocket' }))
  }

  #websocket({ websocket, auth, limits }: WebSocketServiceOptions): WebSocketService {
    const dialects = dialectsOf(websocket.serializers, SERIALIZERS)
    const fallback = { serializer: json, batching: 'plain' } as const
    return new WebSocketService({
      context: this.#transportContext(auth, limits),
      options: websocket,
      dialects,
      fallback,
    })
  }

  #transportContext(auth: AuthOptions, limits: SessionLimits): TransportContext {
    const authenticators = this.#authentication.authenticators(auth)
    const outbox = { turn: this.#turn, budget: this.#budget, limitBytes: limits.outboxBytes }
    return { router: this.#context, authenticators, limits, outbox }
  }

  #realmStatus(): readonly { readonly name: string; readonly sessions: number }[] {
    return [...this.#context.realms.values()].map(({ name, peers }) => ({ name, sessions: peers.size }))
  }
}
