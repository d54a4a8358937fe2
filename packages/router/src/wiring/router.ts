/** The composition root: read from top to bottom it is the wiring diagram. */
import { Authentication } from './authentication.ts'
import type { Change } from './change.ts'
import { systemClock } from '../observe/clock.ts'
import { MemoryCounters } from '../observe/counters.ts'
import { Monitor } from '../observe/monitor.ts'
import { nodeCrypto } from '../observe/node-crypto.ts'
import { randomAuthid } from '../observe/random-authid.ts'
import { randomIds } from '../observe/random-ids.ts'
import { nodeTurn } from '../observe/turns.ts'
import type { CertificateView, RoleView } from '../observe/views.ts'
import { closeMounted, Mounting, mountedIn } from './mounting.ts'
import type { Mounted } from './mounting.ts'
import { Draining } from './draining.ts'
import type { RouterOptions } from '../options.ts'
import { LoginGate } from '../principals/login-gate.ts'
import { guardedClock } from '../session/clock.ts'
import type { RouterContext } from '../session/context.ts'
import { Delivery } from '../session/deliver.ts'
import type { Log } from '../session/log.ts'
import { DEFAULT_WAITING_LOGINS } from '../session/options.ts'
import { OutboxBudget } from '../session/outbox-budget.ts'
import { logTap } from '../session/trace.ts'
import { TransportSet } from './transport-set.ts'
import { RealmSet } from './realm-set.ts'
import { rolesOf } from './roles-of.ts'
import { endStrangers } from './strangers.ts'
import type { ServiceOptions } from '../web-services/options.ts'

/** What a router needs besides its options. */
export interface RouterParts {
  readonly log: Log
  /** At least 16 bytes; random where absent. With it an unknown user gets the same challenge after a restart. */
  readonly nodeSecret?: Uint8Array
  /** The budget of bytes for all outboxes together; its own where absent. */
  readonly budget?: OutboxBudget
  /** Shows this router and the others of its node to metrics and health; its own where absent. */
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
  readonly #realms: RealmSet
  /** The context that in-process sessions share with those that come in by sockets. */
  readonly context: RouterContext
  /** Counts of events, by name, since the router was made. */
  readonly counters = new MemoryCounters()
  readonly #authentication: Authentication
  readonly #mounting: Mounting
  readonly #monitor: Monitor
  /** Bounds the bytes that wait for slow readers. */
  readonly budget: OutboxBudget
  #isListening = false
  /** Whether new sessions are taken, and how existing ones are ended step by step. */
  readonly draining: Draining
  readonly #transports: TransportSet
  /** The services that are attached to embedding programs' servers. */
  #attached: readonly { readonly mounted: Mounted; readonly detach: () => void }[] = []
  readonly #sources = { ids: randomIds(), now: () => systemClock.now(), lately: () => nodeTurn().readAt }

  constructor(options: RouterOptions, { log, nodeSecret, budget, monitor = new Monitor() }: RouterParts) {
    const tap = log.isDebug ? logTap(log) : undefined
    this.#options = options
    this.#realms = new RealmSet(options.realms, this.#sources)
    const clock = guardedClock(systemClock, (err) => {
      this.counters.count('internal_errors')
      log.write('error', 'a timer callback failed', { err })
    })
    const { chores } = nodeTurn()
    const draining = new Draining(clock, () => this.#realms.peers)
    this.draining = draining
    this.context = {
      realms: this.#realms.byName,
      ids: this.#sources.ids,
      clock,
      log,
      counters: this.counters,
      delivery: new Delivery({ log, clock, counters: this.counters, tap: tap?.delivered, chores }),
      tap,
      get isDraining() {
        return draining.isOn
      },
    }
    this.#authentication = new Authentication({
      router: this.context,
      nodeSecret: nodeSecret ?? nodeCrypto.randomBytes(32),
      gate: new LoginGate(DEFAULT_WAITING_LOGINS),
    })
    this.budget = budget ?? new OutboxBudget(options.processOutboxBytes)
    this.#monitor = monitor
    monitor.show(this)
    const startedAt = new Date()
    this.#mounting = new Mounting({
      router: this.context,
      authentication: this.#authentication,
      turn: nodeTurn(),
      budget: this.budget,
      monitor,
      status: () => ({ startedAt, realms: this.#realms.status }),
    })
    const { counters } = this
    const { descriptors } = monitor
    this.#transports = new TransportSet(this.#mounting, { log, counters, descriptors, turn: nodeTurn() })
  }

  /** The realms, by name. */
  get realms(): RouterContext['realms'] {
    return this.#realms.byName
  }

  /** The roles of its config, by realm. */
  get roles(): readonly RoleView[] {
    return rolesOf(this.#options)
  }

  get certificates(): readonly CertificateView[] {
    return this.#transports.certificates
  }

  /** Connections to its transports that are open now. */
  connections(): Promise<number> {
    return this.#transports.connections()
  }

  /** True while all its transports listen. */
  get isListening(): boolean {
    return this.#isListening
  }

  /** The options in force. */
  get options(): RouterOptions {
    return this.#options
  }

  /** Makes an authid for a session that has none. */
  readonly randomAuthid = randomAuthid

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
    for (const { detach } of this.#attached) detach()
    this.#transports.stop()
    this.#realms.close(SHUTDOWN, 'the router is shutting down')
    await Promise.all(this.#roots().map(closeMounted))
    await this.#transports.close()
    this.#attached = []
    this.#monitor.hide(this)
  }

  /**
   * Makes a service for a server of an embedding program, outside the transports of the config. `stop` calls `detach`
   * first and then ends the service.
   */
  mount(options: ServiceOptions, detach = (): void => {}): Mounted {
    const mounted = this.#mounting.mount(options)
    this.#attached = [...this.#attached, { mounted, detach }]
    return mounted
  }

  /**
   * Prepares the change to other options; nothing is done yet. Realms, roles and logins change in `commit`, while
   * sessions go on.
   */
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
        this.#realms.change(next.realms, this.context.delivery)
        transports.commit()
        this.#isListening = true
        this.#endStrangers()
      },
    }
  }

  #endStrangers(): void {
    endStrangers(this.#realms.peers, { places: this.#roots().flatMap(mountedIn), authentication: this.#authentication })
  }

  #roots(): readonly Mounted[] {
    return [...this.#transports.roots, ...this.#attached.map(({ mounted }) => mounted)]
  }
}
