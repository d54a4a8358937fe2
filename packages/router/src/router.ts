/** The composition root: read from top to bottom it is the wiring diagram. */
import type { Uri } from '@wampeter/protocol'
import { Authentication } from './authentication.ts'
import type { Change } from './change.ts'
import { translateService } from './config/translate/translate-standalone.ts'
import { systemClock } from './observe/clock.ts'
import { MemoryCounters } from './observe/counters.ts'
import { Monitor } from './observe/monitor.ts'
import { nodeCrypto } from './observe/node-crypto.ts'
import { randomAuthid } from './observe/random-authid.ts'
import { randomIds } from './observe/random-ids.ts'
import { nodeTurn } from './observe/turns.ts'
import { closePlaces, Mounting, placesOf } from './mounting.ts'
import type { Mounted } from './mounting.ts'
import type { RouterOptions } from './options.ts'
import { LoginGate } from './principals/login-gate.ts'
import { Realm } from './realm/realm.ts'
import { guardedClock } from './session/clock.ts'
import type { RouterContext } from './session/context.ts'
import { Delivery } from './session/deliver.ts'
import type { Log } from './session/log.ts'
import { DEFAULT_WAITING_LOGINS } from './session/options.ts'
import { OutboxBudget } from './session/outbox-budget.ts'
import { logTap } from './session/trace.ts'
import { TransportSet } from './transport-set.ts'
import type { ServiceOptions } from './web-services/options.ts'

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

const SHUTDOWN = 'wamp.close.system_shutdown'

export class Router {
  #options: RouterOptions
  readonly #realms: Map<string, Realm>
  readonly #context: RouterContext
  readonly #counters = new MemoryCounters()
  readonly #authentication: Authentication
  readonly #mounting: Mounting
  readonly #monitor: Monitor
  /** What waits for slow readers. */
  readonly budget: OutboxBudget
  #isListening = false
  readonly #transports: TransportSet
  /** What was mounted on servers of others. */
  #attached: readonly Mounted[] = []
  readonly #sources = { ids: randomIds(), now: () => systemClock.now() }

  constructor(options: RouterOptions, { log, nodeSecret, budget, monitor = new Monitor() }: RouterParts) {
    const tap = log.isDebug ? logTap(log) : undefined
    this.#options = options
    this.#realms = new Map(options.realms.map((realm) => [realm.name, new Realm(realm, this.#sources)]))
    const clock = guardedClock(systemClock, (err) => {
      this.#counters.count('internal_errors')
      log.write('error', 'an alarm failed', { err })
    })
    this.#context = {
      realms: this.#realms,
      ids: this.#sources.ids,
      clock,
      log,
      counters: this.#counters,
      delivery: new Delivery({ log, clock, counters: this.#counters, tap: tap?.delivered }),
      tap,
    }
    this.#authentication = new Authentication({
      router: this.#context,
      nodeSecret: nodeSecret ?? nodeCrypto.randomBytes(32),
      gate: new LoginGate(DEFAULT_WAITING_LOGINS),
    })
    this.budget = budget ?? new OutboxBudget(options.processOutboxBytes)
    this.#monitor = monitor
    monitor.show(this)
    const startedAt = new Date()
    this.#mounting = new Mounting({
      router: this.#context,
      authentication: this.#authentication,
      turn: nodeTurn(),
      budget: this.budget,
      monitor,
      status: () => ({ startedAt, realms: this.#realmStatus() }),
    })
    this.#transports = new TransportSet(this.#mounting, { log, counters: this.#counters })
  }

  /** The realms, for those who look from outside. */
  get realms(): RouterContext['realms'] {
    return this.#realms
  }

  /** True while all its transports listen. */
  get isListening(): boolean {
    return this.#isListening
  }

  /** What sessions of this process share with those that come by sockets. */
  get context(): RouterContext {
    return this.#context
  }

  /** What it was made of, or changed to. */
  get options(): RouterOptions {
    return this.#options
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
      for (const transport of this.#options.transports) opened.push(await this.#transports.open(transport))
      this.#isListening = true
      return opened
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Says goodbye to every session, waits a bounded time for the answers, and closes everything. */
  async stop(): Promise<void> {
    this.#isListening = false
    this.#transports.stop()
    for (const realm of this.#realms.values()) {
      realm.close()
      endAll(realm, SHUTDOWN, 'the router is shutting down')
    }
    await Promise.all(this.#roots().map(closePlaces))
    await this.#transports.close()
    this.#attached = []
    this.#monitor.hide(this)
  }

  /**
   * A `websocket` path as a config writes it, for a server that exists already. `stop` will end it.
   * @throws ConfigError when it is not what such a path may be.
   */
  mountWebSocket(service: Readonly<Record<string, unknown>>): Mounted {
    const mounted = this.#mounting.mount(translateService({ ...service, type: 'websocket' }))
    this.#attached = [...this.#attached, mounted]
    return mounted
  }

  /** What other options take; nothing is done yet. Realms, roles and logins change in `commit`, under living sessions. */
  change(next: RouterOptions): Change {
    const transports = this.#transports.change(next.transports)
    return {
      wanted: transports.wanted,
      prepare: () => transports.prepare(),
      giveWay: (wanted) => transports.giveWay(wanted),
      open: () => transports.open(),
      withdraw: () => transports.withdraw(),
      restore: async () => {
        await transports.restore()
        this.#endStrangers()
      },
      commit: () => {
        this.#options = next
        this.#changeRealms(next)
        transports.commit()
        this.#isListening = true
        this.#endStrangers()
      },
    }
  }

  #changeRealms({ realms }: RouterOptions): void {
    const names = new Set(realms.map(({ name }) => name))
    for (const [name, realm] of this.#realms) {
      if (names.has(name)) continue
      this.#realms.delete(name)
      realm.close()
      endAll(realm, 'wamp.close.close_realm', `this router worker has no realm "${name}" any more`)
    }
    for (const options of realms) {
      const realm = this.#realms.get(options.name)
      if (realm === undefined) this.#realms.set(options.name, new Realm(options, this.#sources))
      else this.#context.delivery.apply(realm.reconfigure(options))
    }
  }

  /** Ends who came in by a door that is gone, or would not be let in there as the same user any more. */
  #endStrangers(): void {
    const doors = new Map<object, ServiceOptions>()
    for (const { door, options } of this.#roots().flatMap(placesOf)) if (door !== undefined) doors.set(door, options)
    for (const peer of [...this.#realms.values()].flatMap(({ peers }) => [...peers.values()])) {
      if (peer.door === undefined) continue
      const options = doors.get(peer.door)
      if (options?.type !== 'websocket') peer.outlet.end(SHUTDOWN, 'its transport was removed from the config')
      else if (!this.#authentication.stillAdmits(options.auth, peer.identity))
        peer.outlet.end('wamp.close.killed', 'the config does not let this user in any more')
    }
  }

  #roots(): readonly Mounted[] {
    return [...this.#transports.roots, ...this.#attached]
  }

  #realmStatus(): readonly { readonly name: string; readonly sessions: number }[] {
    return [...this.#realms.values()].map(({ name, peers }) => ({ name, sessions: peers.size }))
  }
}

function endAll({ peers }: Realm, reason: Uri, message: string): void {
  for (const peer of [...peers.values()]) peer.outlet.end(reason, message)
}
