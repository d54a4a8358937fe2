/** What can be seen of a node from outside: whether it is ready, and its numbers. Read on request only. */
import type { Log } from '../session/log.ts'
import { descriptorLimit, isShortOfDescriptors } from './descriptors.ts'
import { Metrics } from './metrics.ts'
import type { MetricsText } from './metric-set.ts'
import type { ConfigView, GuestsView, NodeView, RouterView } from './views.ts'

export type Readiness = 'starting' | 'ready' | 'draining' | 'stopping' | 'out of file descriptors'

const NO_GUESTS: GuestsView = { configured: 0, running: 0, restarts: 0 }

export class Monitor implements NodeView {
  readonly #routers = new Set<RouterView>()
  #guests: () => GuestsView = () => NO_GUESTS
  #metrics: Metrics | undefined
  #log: Pick<Log, 'linesLost'> = {}
  #isStopping = false
  #config: ConfigView = { isInForce: true, readAt: Date.now() }
  /** Undefined where the system does not tell. */
  readonly descriptors = descriptorLimit()
  /** True while the node is drained and takes no new session. */
  isDraining = false

  /** Shows a router; to be called once for each. */
  show(router: RouterView): void {
    this.#routers.add(router)
  }

  /** The router has stopped. */
  hide(router: RouterView): void {
    if (this.#routers.size > 1) this.#routers.delete(router)
  }

  /** Shows guests. */
  showGuests(guests: () => GuestsView): void {
    this.#guests = guests
  }

  /** Shows how many lines of the log were lost, where the log counts them. */
  showLog(log: Pick<Log, 'linesLost'>): void {
    this.#log = log
  }

  get linesLost(): number {
    return this.#log.linesLost ?? 0
  }

  /** The config file was read again, and is in force or cannot be used. */
  configRead(isInForce: boolean): void {
    this.#config = { isInForce, readAt: isInForce ? Date.now() : this.#config.readAt }
  }

  get config(): ConfigView {
    return this.#config
  }

  /** From now on the node is not ready any more. */
  stopping(): void {
    this.#isStopping = true
  }

  get readiness(): Readiness {
    if (this.#isStopping) return 'stopping'
    if (this.isDraining) return 'draining'
    if (this.descriptors !== undefined && isShortOfDescriptors(this.descriptors)) return 'out of file descriptors'
    return [...this.#routers].every(({ isListening }) => isListening) ? 'ready' : 'starting'
  }

  get routers(): ReadonlySet<RouterView> {
    return this.#routers
  }

  get guests(): GuestsView {
    return this.#guests()
  }

  /** Begins to measure what must be measured all the time, such as the event loop's delay. */
  measure(): Metrics {
    return (this.#metrics ??= new Metrics(this))
  }

  /** All metrics as text. */
  metrics(): Promise<MetricsText> {
    return this.measure().text()
  }
}
