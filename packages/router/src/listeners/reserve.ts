/**
 * What a listener does when file descriptors run out. The last descriptors are a reserve. A connection with one of
 * them gets answers to plain requests, such as health checks, but cannot become a WebSocket. Only the newest of these
 * connections are kept, so that silent ones do not use up the reserve. Without a reserve the system would close new
 * connections, and the router would not notice.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '../transports/http-refusal.ts'
import type { DescriptorLimit, Witness } from './witness.ts'

/** A socket with Node's own object behind it. */
type WithHandle = Socket & { readonly _handle?: { readonly fd?: unknown } | null }

export class Reserve {
  readonly #limits: DescriptorLimit | undefined
  readonly #witness: Witness
  /** Connections in the reserve, the oldest first. */
  readonly #inside = new Set<Socket>()
  #isTold = false

  /** Without a known limit every connection is accepted. */
  constructor(limits: DescriptorLimit | undefined, witness: Witness) {
    this.#limits = limits
    this.#witness = witness
  }

  /** Called with each new connection. */
  enter(socket: Socket): void {
    if (this.#limits === undefined) return
    const { limit, reserve } = this.#limits
    const descriptor = descriptorOf(socket)
    if (descriptor < limit - reserve) return this.#free(descriptor < limit - 2 * reserve)
    this.#inside.add(socket)
    socket.once('close', () => this.#inside.delete(socket))
    this.#tell(limit)
    const [oldest] = this.#inside
    if (this.#inside.size > reserve / 2) oldest?.destroy()
  }

  /** True where an upgrade may go on. Otherwise it has been refused already. */
  admits(request: Socket, socket: Duplex): boolean {
    if (!this.holds(request)) return true
    this.#witness.counters.count('descriptors_short')
    refuseUpgrade(socket, 503, 'the router is out of file descriptors; try again later')
    return false
  }

  /** True where a connection has one of the last descriptors. */
  holds(socket: Socket): boolean {
    return this.#limits !== undefined && descriptorOf(socket) >= this.#limits.limit - this.#limits.reserve
  }

  #tell(limit: number): void {
    if (this.#isTold) return
    this.#isTold = true
    this.#witness.counters.count('descriptors_short')
    this.#witness.log.write(
      'error',
      `out of file descriptors: nearly all ${limit} that this process may have are in use; WebSockets are refused ` +
        `(raise the limit by \`ulimit -n\` or LimitNOFILE, or lower limits.connections)`,
    )
  }

  #free(isSafe: boolean): void {
    if (!this.#isTold || !isSafe) return
    this.#isTold = false
    this.#witness.log.write('info', 'file descriptors are free again: WebSockets are taken')
  }
}

/**
 * The file descriptor of a connection. Node has no public API for it. Where it is missing the result is -1, which is
 * below every limit.
 */
function descriptorOf(socket: WithHandle): number {
  const descriptor = socket._handle?.fd
  return typeof descriptor === 'number' ? descriptor : -1
}
