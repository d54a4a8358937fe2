/**
 * Bounds the connections that one address may have at a listener. Behind a trusted proxy, the client that the proxy
 * names is counted instead, and only its WebSockets: plain requests of several clients share the proxy's connections.
 * Each refusal is counted. The first one is logged, and the next only after the address has closed half of its
 * connections.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '../transports/http-refusal.ts'
import type { UpgradeRequest, Visit } from '../transports/http-service.ts'
import { addressKey, TrustedProxies } from './addresses.ts'
import type { ListenOptions } from './options.ts'
import type { Witness } from './witness.ts'

type AdmissionOptions = Pick<ListenOptions, 'maxConnections' | 'maxConnectionsPerAddress' | 'trustedProxies'>

interface Entry {
  count: number
  isTold: boolean
  /** One function for all connections of an address. */
  readonly leave: () => void
}

export class Admission {
  #limit = 0
  #maxConnections = 0
  #proxies = new TrustedProxies([])
  readonly #witness: Witness
  readonly #entries = new Map<string, Entry>()
  #isFullTold = false
  /** Connections at an embedding program's server. */
  #attached = 0

  constructor(options: AdmissionOptions, witness: Witness) {
    this.#witness = witness
    this.change(options)
  }

  /** Changes the bounds, for new connections. */
  change({ maxConnectionsPerAddress, maxConnections, trustedProxies }: AdmissionOptions): void {
    this.#limit = maxConnectionsPerAddress
    this.#maxConnections = maxConnections
    this.#proxies = new TrustedProxies(trustedProxies)
  }

  /** Counts the connections of a server, before the server reads from them. */
  guard(server: Server): void {
    server.maxConnections = this.#maxConnections
    server.prependListener('connection', (socket: Socket) => {
      this.#isFullTold = false
      const { remoteAddress } = socket
      if (remoteAddress === undefined || this.#proxies.has(remoteAddress)) return
      if (!this.#enter(remoteAddress, socket)) socket.destroy()
    })
    server.on('drop', (dropped) => this.#full(dropped?.remoteAddress))
  }

  /** The trusted proxies. */
  get proxies(): TrustedProxies {
    return this.#proxies
  }

  /** True where an upgrade may go on. Otherwise it has been refused already. */
  admits({ forwarded }: Visit, socket: Duplex): boolean {
    const client = forwarded?.address
    if (client === undefined || this.#enter(client, socket)) return true
    refuseUpgrade(socket, 429, 'too many connections from this address')
    return false
  }

  /** The same at an embedding program's server. The other connections of that server are not counted. */
  admitsAttached(visit: Visit, socket: Duplex): boolean {
    const { remoteAddress } = visit.request.socket
    if (this.#attached >= this.#maxConnections) {
      this.#full(remoteAddress)
      refuseUpgrade(socket, 503, 'too many connections')
      return false
    }
    const isDirect = remoteAddress !== undefined && !this.#proxies.has(remoteAddress)
    if (isDirect && !this.#enter(remoteAddress, socket)) {
      refuseUpgrade(socket, 429, 'too many connections from this address')
      return false
    }
    if (!isDirect && !this.admits(visit, socket)) return false
    this.#isFullTold = false
    this.#attached++
    socket.on('close', this.#detached)
    return true
  }

  readonly #detached = (): void => void this.#attached--

  /** Counts and logs a request that is answered with 400. */
  malformed({ socket: { remoteAddress } }: UpgradeRequest, why: string): void {
    this.#witness.counters.count('requests_failed')
    this.#witness.log.write('info', `a request was refused: ${why}`, { peer: remoteAddress })
  }

  /** Ends a connection that sends requests without waiting for the answers. */
  hasty({ socket }: UpgradeRequest, most: number): void {
    this.#witness.counters.count('requests_failed')
    const why = `it sent more than ${most} requests without waiting for the answers`
    this.#witness.log.write('info', `a connection was closed: ${why}`, { peer: socket.remoteAddress })
    socket.destroy()
  }

  #enter(address: string, socket: Duplex): boolean {
    const key = addressKey(address)
    const entry = this.#entries.get(key) ?? this.#newcomer(key)
    if (entry.count >= this.#limit) {
      this.#refused(key, entry)
      return false
    }
    entry.count++
    this.#entries.set(key, entry)
    socket.on('close', entry.leave)
    return true
  }

  #newcomer(key: string): Entry {
    const entry: Entry = { count: 0, isTold: false, leave: () => this.#leave(key, entry) }
    return entry
  }

  #leave(key: string, entry: Entry): void {
    entry.count--
    if (entry.count <= this.#limit / 2) entry.isTold = false
    if (entry.count === 0) this.#entries.delete(key)
  }

  #refused(key: string, entry: Entry): void {
    this.#witness.counters.count('connections_refused')
    if (entry.isTold) return
    entry.isTold = true
    const advice = 'raise limits.connections_per_address, or name your proxies in limits.trusted_proxies'
    this.#witness.log.write(
      'warn',
      `connections refused: ${key} has ${this.#limit} already, the maximum per address (${advice})`,
      { address: key },
    )
  }

  #full(address: string | undefined): void {
    this.#witness.counters.count('connections_refused')
    if (this.#isFullTold) return
    this.#isFullTold = true
    this.#witness.log.write(
      'warn',
      `connections refused: ${this.#maxConnections} are open, the maximum of this endpoint (limits.connections)`,
      { address },
    )
  }
}
