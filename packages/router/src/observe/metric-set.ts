/**
 * Metrics by prom-client, which only this folder imports. Nothing is counted here: each request makes the samples
 * from plain numbers.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Count } from './counters.ts'

export interface MetricsText {
  readonly type: string
  readonly text: string
}

export type Description = readonly [name: string, help: string, labels?: string[]]

/** Samples of several routers with the same labels are added up. */
export type Samples = () => readonly Count<string>[] | Promise<readonly Count<string>[]>

/** A distribution: the count of each bucket, not cumulative, and one count for values above the last bucket. */
export interface Distribution {
  readonly counts: readonly number[]
  readonly sum: number
}

export class MetricSet {
  readonly #registry = new Registry()

  gauge([name, help, labelNames = []]: Description, samples: Samples): void {
    const registers = [this.#registry]
    new Gauge({ name, help, labelNames, registers, collect: () => this.#fill(name, samples) })
  }

  counter([name, help, labelNames = []]: Description, samples: Samples): void {
    const registers = [this.#registry]
    new Counter({ name, help, labelNames, registers, collect: () => this.#fill(name, samples) })
  }

  /** `buckets` are their upper ends. */
  histogram([name, help]: Description, buckets: readonly number[], read: () => Distribution): void {
    this.#registry.registerMetric(new ReadHistogram({ name, help, buckets, read }))
  }

  /** Starts the measurement of Node's own metrics. */
  addNodes(): void {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** In the format that Prometheus reads. */
  async text(): Promise<MetricsText> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  async #fill(name: string, samples: Samples): Promise<void> {
    const metric = this.#registry.getSingleMetric(name)
    if (!(metric instanceof Gauge || metric instanceof Counter)) throw new TypeError(`no such metric: ${name}`)
    const current = await samples()
    metric.reset()
    for (const { labels, value } of current) metric.inc(labels, value)
  }
}

interface HistogramParts {
  readonly name: string
  readonly help: string
  readonly buckets: readonly number[]
  read(): Distribution
}

/** A histogram from counts that were made elsewhere. */
class ReadHistogram extends Histogram {
  readonly #parts: HistogramParts

  constructor(parts: HistogramParts) {
    super({ name: parts.name, help: parts.help, registers: [] })
    this.#parts = parts
  }

  /** prom-client reads the numbers here, both for the text and for its own objects. */
  async getForPromString(): Promise<object> {
    const { name, help, buckets, read } = this.#parts
    const { counts, sum } = read()
    let below = 0
    const values = [...buckets, '+Inf'].map((le, index) => {
      below += counts[index] ?? 0
      return { labels: { le }, sharedLabels: {}, value: below, metricName: `${name}_bucket` }
    })
    const totals = [
      { labels: {}, sharedLabels: {}, value: sum, metricName: `${name}_sum` },
      { labels: {}, sharedLabels: {}, value: below, metricName: `${name}_count` },
    ]
    return { name, help, type: 'histogram', values: [...values, ...totals], aggregator: 'sum' }
  }
}
