/** The open transports of a router, and how they change while sessions go on. */
import type { Change } from './change.ts'
import { endpointText } from '../listeners/addresses.ts'
import type { ListenerParts } from '../listeners/witness.ts'
import { listen } from '../listeners/http-listener.ts'
import type { Listener } from '../listeners/http-listener.ts'
import type { ListenOptions } from '../listeners/options.ts'
import { readTls } from '../listeners/tls-files.ts'
import type { TlsFiles } from '../listeners/tls-files.ts'
import { closeMounted } from './mounting.ts'
import type { Mounted, Mounting, Plan } from './mounting.ts'
import type { CertificateView } from '../observe/views.ts'
import type { TransportOptions } from '../options.ts'
import { compareTransports } from './transport-compare.ts'
import type { Compared } from './transport-compare.ts'

interface Open {
  readonly options: TransportOptions
  readonly root: Mounted
  readonly listener: Listener
}

/** Milliseconds in which plain requests must end after their listener has stopped. Sessions are not affected. */
const RETIREMENT_MS = 30_000

export class TransportSet {
  readonly #mounting: Mounting
  readonly #witness: ListenerParts
  #open: readonly Open[] = []
  /** Listeners that have stopped for good and still answer requests. */
  readonly #retired = new Set<Listener>()

  constructor(mounting: Mounting, witness: ListenerParts) {
    this.#mounting = mounting
    this.#witness = witness
  }

  get roots(): readonly Mounted[] {
    return this.#open.map(({ root }) => root)
  }

  get certificates(): readonly CertificateView[] {
    return this.#open.flatMap(({ options, listener: { certificateExpiry: expiresAt } }) =>
      expiresAt === undefined ? [] : [{ transport: options.id, expiresAt }],
    )
  }

  /** Connections that are open now. */
  async connections(): Promise<number> {
    const counts = await Promise.all(this.#open.map(({ listener }) => listener.connections()))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** @throws ListenError for a port that cannot be opened; TlsFileError for a TLS file that cannot be read. */
  async open(options: TransportOptions): Promise<{ readonly id: string; readonly port: number }> {
    const opened = await openTransport(options, this.#mounting.mount(options.root), this.#witness)
    this.#open = [...this.#open, opened]
    return { id: options.id, port: opened.listener.port }
  }

  stop(): void {
    for (const { listener } of this.#open) listener.stop()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.map(({ listener }) => listener), ...this.#retired].map((one) => one.close()))
    this.#open = []
  }

  /** Node does not check request timeouts of a stopped server, so its requests are ended after a fixed time. */
  readonly #retire = (listener: Listener): void => {
    listener.stop()
    this.#retired.add(listener)
    setTimeout(() => void listener.close().then(() => this.#retired.delete(listener)), RETIREMENT_MS).unref()
  }

  /** Prepares the change to other transports; nothing is done yet. */
  change(next: readonly TransportOptions[]): Change {
    return new TransportChange(compareTransports(this.#open, next), {
      mounting: this.#mounting,
      witness: this.#witness,
      opened: (open) => void (this.#open = open),
      retire: this.#retire,
    })
  }
}

async function openTransport(options: TransportOptions, root: Mounted, witness: ListenerParts): Promise<Open> {
  const listener = await listen(options.listen, root.service, witness)
  witness.log.write('info', `transport "${options.id}" listens on ${endpointText(options.listen, listener.port)}`, {
    tls: options.listen.tls !== undefined,
  })
  return { options, root, listener }
}

interface ChangeParts {
  readonly mounting: Mounting
  readonly witness: ListenerParts
  opened(open: readonly Open[]): void
  retire(listener: Listener): void
}

class TransportChange implements Change {
  readonly #compared: Compared<Open>
  readonly #parts: ChangeParts
  #plans: readonly Plan[] = []
  /** The keys of the kept transports, in their order. */
  #keys: readonly (TlsFiles | undefined)[] = []
  #shut: readonly Open[] = []
  #opened: readonly Open[] = []
  #newRoots: readonly Mounted[] = []

  constructor(compared: Compared<Open>, parts: ChangeParts) {
    this.#compared = compared
    this.#parts = parts
  }

  get wanted(): readonly ListenOptions[] {
    return [...this.#compared.moved.map(({ options }) => options), ...this.#compared.added].map(({ listen }) => listen)
  }

  async prepare(): Promise<void> {
    const { kept, moved, added } = this.#compared
    for (const { open, options } of [...kept, ...moved]) this.#plans = [...this.#plans, open.root.plan(options.root)]
    for (const { root } of added) this.#newRoots = [...this.#newRoots, this.#parts.mounting.mount(root)]
    this.#keys = await Promise.all(kept.map(({ options }) => readTlsOf(options.listen)))
  }

  giveWay(wanted: readonly ListenOptions[]): void {
    const { moved, removed } = this.#compared
    const shut = [...moved.map(({ open }) => open), ...removed.filter(({ listener }) => isWanted(listener, wanted))]
    for (const { listener } of shut) listener.stop()
    this.#shut = shut
  }

  async open(): Promise<void> {
    const { moved, added } = this.#compared
    for (const { open, options } of moved) await this.#open(options, open.root)
    for (const [at, root] of this.#newRoots.entries()) {
      const options = added[at]
      if (options !== undefined) await this.#open(options, root)
    }
  }

  async #open(options: TransportOptions, root: Mounted): Promise<void> {
    this.#opened = [...this.#opened, await openTransport(options, root, this.#parts.witness)]
  }

  /** Does not wait for connections that came meanwhile: a port is free as soon as its listener stops. */
  withdraw(): void {
    for (const { listener } of this.#opened) this.#parts.retire(listener)
  }

  async restore(): Promise<void> {
    for (const { options, listener } of this.#shut) await this.#reopen(options, listener)
    for (const plan of this.#plans) plan.discard()
    for (const root of this.#newRoots) void closeMounted(root)
  }

  async #reopen({ id, listen: endpoint }: TransportOptions, listener: Listener): Promise<void> {
    const { log } = this.#parts.witness
    try {
      await listener.resume()
      log.write('info', `transport "${id}" listens on ${endpointText(endpoint, listener.port)} again`)
    } catch (error) {
      log.write('error', `a failed change could not be undone: transport "${id}" stays closed (${String(error)})`)
    }
  }

  commit(): void {
    const { kept, moved, removed } = this.#compared
    for (const plan of this.#plans) plan.commit()
    for (const [at, { open, options }] of kept.entries()) open.listener.change(options.listen, this.#keys[at])
    for (const { open } of moved) this.#parts.retire(open.listener)
    for (const { listener, root, options } of removed) {
      this.#parts.retire(listener)
      void closeMounted(root)
      const endpoint = endpointText(options.listen, listener.port)
      this.#parts.witness.log.write('info', `transport "${options.id}" no longer listens on ${endpoint}`)
    }
    this.#parts.opened([...kept.map(({ open, options }) => ({ ...open, options })), ...this.#opened])
  }
}

const readTlsOf = async ({ tls }: ListenOptions) => (tls === undefined ? undefined : readTls(tls))

/** The address is not compared: a listener on all addresses occupies the port on each of them. */
const isWanted = ({ port }: Listener, wanted: readonly ListenOptions[]): boolean =>
  wanted.some(({ port: only, portRange: [first, last] = [only, only] }) => first <= port && port <= last)
