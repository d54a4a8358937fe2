/** What can be seen of a node from outside: whether it is ready, and its numbers. Looked at only when somebody asks. */
import { Metrics } from './metrics.ts'
import type { MetricsText } from './metrics.ts'
import type { GuestsView, RouterView } from './views.ts'

export type Readiness = 'starting' | 'ready' | 'stopping'

const NO_GUESTS: GuestsView = { configured: 0, running: 0, restarts: 0 }

export class Monitor {
  readonly #routers = new Set<RouterView>()
  #guests: () => GuestsView = () => NO_GUESTS
  #metrics: Metrics | undefined
  #isStopping = false

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

  /** From now on the node is not ready any more. */
  stopping(): void {
    this.#isStopping = true
  }

  get readiness(): Readiness {
    if (this.#isStopping) return 'stopping'
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
