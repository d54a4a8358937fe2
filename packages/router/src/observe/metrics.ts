/**
 * The metrics, by prom-client: the one place where it is imported. Nothing is counted here. The numbers stand in plain
 * counters and tables, and are read when somebody asks. Labels are closed lists, or realms and roles of the config.
 */
import type { MessageKind } from '@wampeter/protocol'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { Peer } from '../realm/peer.ts'
import type { Count, MemoryCounters } from './counters.ts'
import type { GuestsView, RouterView } from './views.ts'

/** What metrics are made of. */
export interface MetricsSource {
  readonly routers: Iterable<RouterView>
  readonly guests: GuestsView
}

export interface MetricsText {
  readonly type: string
  readonly text: string
}

const KINDS: readonly MessageKind[] = [
  ...(['HELLO', 'WELCOME', 'ABORT', 'CHALLENGE', 'AUTHENTICATE', 'GOODBYE', 'ERROR'] as const),
  ...(['PUBLISH', 'PUBLISHED', 'SUBSCRIBE', 'SUBSCRIBED', 'UNSUBSCRIBE', 'UNSUBSCRIBED', 'EVENT'] as const),
  ...(['CALL', 'CANCEL', 'RESULT', 'REGISTER', 'REGISTERED', 'UNREGISTER', 'UNREGISTERED'] as const),
  ...(['INVOCATION', 'INTERRUPT', 'YIELD', 'EVENT_RECEIVED'] as const),
]

type Samples = () => readonly Count<string>[]

export class Metrics {
  readonly #registry = new Registry()
  readonly #source: MetricsSource

  constructor(source: MetricsSource) {
    this.#source = source
    this.#sessions()
    this.#traffic()
    this.#outboxes()
    this.#guests()
    collectDefaultMetrics({ register: this.#registry })
  }

  /** In the format that Prometheus reads. */
  async text(): Promise<MetricsText> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  #sessions(): void {
    const labels = ['realm', 'role']
    this.#gauge(['wampeter_sessions', 'Sessions that are open now.', labels], () => this.#perRole(() => 1))
    this.#counter(['wampeter_sessions_joined_total', 'Sessions that came in by a transport.', labels], () =>
      this.#all(({ joins }) => joins),
    )
    this.#gauge(['wampeter_parked_requests', 'Requests that wait for an authorizer’s answer.', labels], () =>
      this.#perRole((peer) => peer.queue?.size ?? 0),
    )
    this.#counter(['wampeter_refusals_total', 'What was refused, by reason.', ['what', 'reason']], () =>
      this.#all(({ refusals }) => refusals),
    )
    this.#counter(['wampeter_events_total', 'What else is worth counting.', ['event']], () =>
      this.#all(({ events }) => events),
    )
  }

  #traffic(): void {
    this.#counter(['wampeter_messages_received_total', 'Messages that came in.', ['kind']], () =>
      this.#perKind((counters, kind) => counters.messages(kind).received),
    )
    this.#counter(['wampeter_messages_sent_total', 'Messages that went out, one per receiver.', ['kind']], () =>
      this.#perKind((counters, kind) => counters.messages(kind).sent),
    )
    this.#counter(['wampeter_received_bytes_total', 'Bytes of the frames that came in.'], () =>
      this.#all(({ bytes }) => [plain(bytes.received)]),
    )
    this.#counter(['wampeter_sent_bytes_total', 'Bytes of the frames that went out.'], () =>
      this.#all(({ bytes }) => [plain(bytes.sent)]),
    )
  }

  #outboxes(): void {
    const budgets = () => [...new Set([...this.#source.routers].map(({ budget }) => budget))]
    this.#gauge(['wampeter_outbox_bytes', 'Bytes that wait for clients that read slowly.'], () =>
      budgets().map(({ total }) => plain(total)),
    )
    this.#gauge(['wampeter_outbox_high_water_bytes', 'The most that ever waited, together and for one.', ['of']], () =>
      budgets().flatMap(({ highWater }) => [
        { labels: { of: 'all' }, value: highWater.total },
        { labels: { of: 'one' }, value: highWater.one },
      ]),
    )
  }

  #guests(): void {
    this.#gauge(['wampeter_guests', 'Guest workers of the config, and those of them that run.', ['state']], () => [
      { labels: { state: 'configured' }, value: this.#source.guests.configured },
      { labels: { state: 'running' }, value: this.#source.guests.running },
    ])
    this.#counter(['wampeter_guest_restarts_total', 'How often guest workers were started again.'], () => [
      plain(this.#source.guests.restarts),
    ])
  }

  #gauge([name, help, labelNames = []]: Description, samples: Samples): void {
    const registers = [this.#registry]
    new Gauge({ name, help, labelNames, registers, collect: (): void => fill(this.#of(name), samples()) })
  }

  #counter([name, help, labelNames = []]: Description, samples: Samples): void {
    const registers = [this.#registry]
    new Counter({ name, help, labelNames, registers, collect: (): void => fill(this.#of(name), samples()) })
  }

  #of(name: string): Gauge | Counter {
    const found = this.#registry.getSingleMetric(name)
    if (found instanceof Gauge || found instanceof Counter) return found
    throw new TypeError(`no such metric: ${name}`)
  }

  #all(read: (counters: MemoryCounters) => readonly Count<string>[]): readonly Count<string>[] {
    return [...this.#source.routers].flatMap(({ counters }) => read(counters))
  }

  #perKind(read: (counters: MemoryCounters, kind: MessageKind) => number): readonly Count<string>[] {
    return KINDS.flatMap((kind) => this.#all((counters) => [{ labels: { kind }, value: read(counters, kind) }]))
  }

  /** Adds something up over all sessions. */
  #perRole(read: (peer: Peer) => number): readonly Count<string>[] {
    return [...this.#source.routers].flatMap(({ realms }) =>
      [...realms.values()].flatMap(({ name: realm, peers }) => {
        const sums = new Map<string, number>()
        for (const peer of peers.values()) {
          const role = peer.identity.authrole
          sums.set(role, (sums.get(role) ?? 0) + read(peer))
        }
        return [...sums].map(([role, value]) => ({ labels: { realm, role }, value }))
      }),
    )
  }
}

type Description = readonly [name: string, help: string, labels?: string[]]

const plain = (value: number): Count<string> => ({ labels: {}, value })

/** Same labels from several routers are added up. */
function fill(metric: Gauge | Counter, samples: readonly Count<string>[]): void {
  metric.reset()
  for (const { labels, value } of samples) metric.inc(labels, value)
}
