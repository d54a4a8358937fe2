/** The state of a node for health and metrics: whether it is ready, and its numbers. They are read only on request. */
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
  /** The limit on file descriptors; undefined where it is not known. */
  readonly descriptors = descriptorLimit()
  /** True while the node is drained and takes no new session. */
  isDraining = false

  /** Adds a router. Called once for each. */
  show(router: RouterView): void {
    this.#routers.add(router)
  }

  /** Removes a router that has stopped. */
  hide(router: RouterView): void {
    if (this.#routers.size > 1) this.#routers.delete(router)
  }

  /** Adds the guests of the node. */
  showGuests(guests: () => GuestsView): void {
    this.#guests = guests
  }

  /** Adds the log, for the number of lines that were lost. */
  showLog(log: Pick<Log, 'linesLost'>): void {
    this.#log = log
  }

  get linesLost(): number {
    return this.#log.linesLost ?? 0
  }

  /** Records that the config file was read again, and whether it is in force. */
  configRead(isInForce: boolean): void {
    this.#config = { isInForce, readAt: isInForce ? Date.now() : this.#config.readAt }
  }

  get config(): ConfigView {
    return this.#config
  }

  /** Makes the node not ready, for good. */
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

  /** Starts the measurements that must run all the time, such as the event loop's delay. */
  measure(): Metrics {
    return (this.#metrics ??= new Metrics(this))
  }

  /** All metrics as text. */
  metrics(): Promise<MetricsText> {
    return this.measure().text()
  }
}
