/** The metrics of the service, for Prometheus. Their labels are few and fixed: routes, not URLs; no names. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

const PREFIX = 'wampeter_chat_app_'
const REQUEST_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

export type LogInOutcome = 'success' | 'wrong_password' | 'unknown_user' | 'slowed'

export class Metrics {
  readonly registry = new Registry()
  readonly requests: Histogram<'port' | 'method' | 'route' | 'status'>
  readonly logIns: Counter<'outcome'>
  readonly registrations: Counter<'looks_like_another'>
  readonly hashes: Counter
  readonly unavailable: Counter
  readonly failures: Counter
  readonly broadcasts: Counter<'outcome'>
  readonly connectionsRefused: Counter<'port'>
  readonly #batches: Histogram
  readonly #batchTime: Histogram

  constructor() {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry, prefix: PREFIX })
    this.requests = new Histogram({
      name: `${PREFIX}request_seconds`,
      help: 'Requests by port, method, route and status, and how long they took',
      labelNames: ['port', 'method', 'route', 'status'],
      buckets: REQUEST_BUCKETS,
      registers,
    })
    const counter = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter<Label>({ name: `${PREFIX}${name}_total`, help, labelNames, registers })
    this.logIns = counter('log_ins', 'Log-ins by outcome', ['outcome'])
    this.registrations = counter('registrations', 'New users', ['looks_like_another'])
    this.hashes = counter('password_hashes', 'Password hashes computed')
    this.unavailable = counter('data_unavailable', 'Requests that the database could not serve')
    this.failures = counter('failures', 'Requests that failed by a fault of the service')
    this.broadcasts = counter('broadcasts', 'Broadcasts by outcome', ['outcome'])
    this.connectionsRefused = counter('connections_refused', 'Connections beyond APP_CONNECTIONS, by port', ['port'])
    this.#batches = new Histogram({
      name: `${PREFIX}transaction_writes`,
      help: 'Writes that shared one transaction',
      buckets: BATCH_BUCKETS,
      registers,
    })
    this.#batchTime = new Histogram({
      name: `${PREFIX}transaction_seconds`,
      help: 'How long transactions took',
      buckets: REQUEST_BUCKETS,
      registers,
    })
  }

  transaction({ writes, ms }: { readonly writes: number; readonly ms: number }): void {
    this.#batches.observe(writes)
    this.#batchTime.observe(ms / 1_000)
  }

  /** A value that is read when the metrics are. */
  gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `${PREFIX}${name}`,
      help,
      registers: [this.registry],
      collect: () => gauge.set(read()),
    })
  }
}
