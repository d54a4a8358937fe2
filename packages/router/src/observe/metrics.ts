/**
 * The metrics of a node. The values of labels are closed lists, or realms, roles and transports of the config. Each
 * sample exists from the start, so that a first event is a step from zero.
 */
import type { MessageKind } from '@wampeter/protocol'
import type { Peer } from '../realm/peer.ts'
import { COUNT_NAMES } from '../session/count-names.ts'
import type { Count, MemoryCounters } from './counters.ts'
import { KNOWN_REASONS } from './known-reasons.ts'
import { LATENCY_BUCKETS_MS } from './latency.ts'
import { watchLoopDelay } from './loop-delay.ts'
import { MetricSet } from './metric-set.ts'
import type { MetricsText } from './metric-set.ts'
import { routerVersion } from './versions.ts'
import type { NodeView, RouterView } from './views.ts'

const KINDS: readonly MessageKind[] = [
  ...(['HELLO', 'WELCOME', 'ABORT', 'CHALLENGE', 'AUTHENTICATE', 'GOODBYE', 'ERROR'] as const),
  ...(['PUBLISH', 'PUBLISHED', 'SUBSCRIBE', 'SUBSCRIBED', 'UNSUBSCRIBE', 'UNSUBSCRIBED', 'EVENT'] as const),
  ...(['CALL', 'CANCEL', 'RESULT', 'REGISTER', 'REGISTERED', 'UNREGISTER', 'UNREGISTERED'] as const),
  ...(['INVOCATION', 'INTERRUPT', 'YIELD', 'EVENT_RECEIVED'] as const),
]

const REFUSED = ['login', 'session', 'request', 'publish'] as const
const REALM_AND_ROLE = ['realm', 'role']

export class Metrics {
  readonly #set = new MetricSet()
  readonly #source: NodeView

  constructor(source: NodeView) {
    this.#source = source
    this.#process()
    this.#sessions()
    this.#refusals()
    this.#traffic()
    this.#outboxes()
    this.#guests()
    this.#config()
    this.#set.addNodes()
  }

  /** In the format that Prometheus reads. */
  text(): Promise<MetricsText> {
    return this.#set.text()
  }

  #process(): void {
    const build = { labels: { version: routerVersion, node: process.versions.node }, value: 1 }
    this.#set.gauge(['wampeter_build_info', 'Always 1.', ['version', 'node']], () => [build])
    const longest = watchLoopDelay()
    this.#set.gauge(
      ['wampeter_event_loop_delay_longest_seconds', 'The longest delay of the event loop since the start.'],
      () => [plain(longest())],
    )
    this.#set.counter(['wampeter_log_lines_lost_total', 'Log lines that could not be written.'], () => [
      plain(this.#source.linesLost),
    ])
  }

  #sessions(): void {
    const perRole = (name: string, help: string, read: (peer: Peer) => number): void =>
      this.#set.gauge([name, help, REALM_AND_ROLE], () => this.#perRole(read))
    this.#set.gauge(['wampeter_connections', 'Connections to the transports that are open now.'], async () => {
      const counts = await Promise.all([...this.#source.routers].map((router) => router.connections()))
      return counts.map(plain)
    })
    perRole('wampeter_sessions', 'Sessions that are open now.', () => 1)
    this.#set.counter(
      ['wampeter_sessions_joined_total', 'Sessions that came in by a transport.', REALM_AND_ROLE],
      () => [...this.#roles(), ...this.#all(({ joins }) => joins)],
    )
    perRole('wampeter_subscriptions', 'Subscriptions that sessions hold.', (peer) => peer.subscriptions?.size ?? 0)
    perRole('wampeter_registrations', 'Registrations that sessions hold.', (peer) => peer.registrations?.size ?? 0)
    perRole('wampeter_pending_calls', 'Calls of sessions that wait for an answer.', (peer) => peer.calls?.size ?? 0)
    perRole(
      'wampeter_parked_requests',
      'Requests that wait for an authorizer’s answer.',
      (peer) => peer.queue?.size ?? 0,
    )
    this.#set.histogram(
      ['wampeter_call_duration_seconds', 'From a CALL to its last answer.'],
      LATENCY_BUCKETS_MS.map((ms) => ms / 1000),
      () => {
        const all = [...this.#source.routers].map(({ counters }) => counters.latency)
        const counts = all.map((latency) => latency.counts)
        return {
          counts: [...LATENCY_BUCKETS_MS, 0].map((_, index) => sum(counts.map((each) => each[index] ?? 0))),
          sum: sum(all.map(({ sumMs }) => sumMs)) / 1000,
        }
      },
    )
  }

  #refusals(): void {
    const reasons = REFUSED.flatMap((what) => KNOWN_REASONS.map((reason) => ({ labels: { what, reason }, value: 0 })))
    this.#set.counter(['wampeter_refusals_total', 'What was refused, by reason.', ['what', 'reason']], () => [
      ...reasons,
      ...this.#all(({ refusals }) => refusals),
    ])
    const events = COUNT_NAMES.map((event) => ({ labels: { event }, value: 0 }))
    this.#set.counter(['wampeter_events_total', 'What else is worth counting.', ['event']], () => [
      ...events,
      ...this.#all((counters) => counters.events),
    ])
  }

  #traffic(): void {
    this.#set.counter(['wampeter_messages_received_total', 'Messages that came in.', ['kind']], () =>
      this.#perKind((counters, kind) => counters.messages(kind).received),
    )
    this.#set.counter(['wampeter_messages_sent_total', 'Messages that went out, one per receiver.', ['kind']], () =>
      this.#perKind((counters, kind) => counters.messages(kind).sent),
    )
    this.#set.counter(['wampeter_received_bytes_total', 'Bytes of the frames that came in.'], () =>
      this.#all(({ bytes }) => [plain(bytes.received)]),
    )
    this.#set.counter(['wampeter_sent_bytes_total', 'Bytes of the frames that went out.'], () =>
      this.#all(({ bytes }) => [plain(bytes.sent)]),
    )
  }

  #outboxes(): void {
    const budgets = () => [...new Set([...this.#source.routers].map(({ budget }) => budget))]
    this.#set.gauge(['wampeter_outbox_bytes', 'Bytes that wait for clients that read slowly.'], () =>
      budgets().map(({ total }) => plain(total)),
    )
    const [name, help] = ['wampeter_outbox_high_water_bytes', 'The most that ever waited, together and for one.']
    this.#set.gauge([name, help, ['of']], () =>
      budgets().flatMap(({ highWater }) => [
        { labels: { of: 'all' }, value: highWater.total },
        { labels: { of: 'one' }, value: highWater.one },
      ]),
    )
  }

  #guests(): void {
    const help = 'Guest workers of the config, and those of them that run.'
    this.#set.gauge(['wampeter_guests', help, ['state']], () => [
      { labels: { state: 'configured' }, value: this.#source.guests.configured },
      { labels: { state: 'running' }, value: this.#source.guests.running },
    ])
    this.#set.counter(['wampeter_guest_restarts_total', 'How often guest workers were started again.'], () => [
      plain(this.#source.guests.restarts),
    ])
  }

  #config(): void {
    const seconds = (ms: number): number => Math.floor(ms / 1000)
    this.#set.gauge(['wampeter_config_last_reload_successful', '1 where the config file is in force, else 0.'], () => [
      plain(this.#source.config.isInForce ? 1 : 0),
    ])
    const help = 'When the config in force was read, in seconds since 1970.'
    this.#set.gauge(['wampeter_config_last_reload_success_timestamp_seconds', help], () => [
      plain(seconds(this.#source.config.readAt)),
    ])
    const expiry = 'When the certificate of a transport ends, in seconds since 1970.'
    this.#set.gauge(['wampeter_certificate_expiry_timestamp_seconds', expiry, ['transport']], () =>
      [...this.#source.routers]
        .flatMap(({ certificates }) => certificates)
        .map(({ transport, expiresAt }) => ({ labels: { transport }, value: seconds(expiresAt) })),
    )
  }

  #all(read: (counters: MemoryCounters) => readonly Count<string>[]): readonly Count<string>[] {
    return [...this.#source.routers].flatMap(({ counters }) => read(counters))
  }

  #perKind(read: (counters: MemoryCounters, kind: MessageKind) => number): readonly Count<string>[] {
    return KINDS.flatMap((kind) => this.#all((counters) => [{ labels: { kind }, value: read(counters, kind) }]))
  }

  /** A sample of zero for each role of the config. */
  #roles(): readonly Count<string>[] {
    return [...this.#source.routers].flatMap(({ roles }) =>
      roles.map((labels) => ({ labels: { ...labels }, value: 0 })),
    )
  }

  /** Adds a number up over all sessions, by realm and role. */
  #perRole(read: (peer: Peer) => number): readonly Count<string>[] {
    return [...this.#roles(), ...[...this.#source.routers].flatMap((router) => sumsOf(router, read))]
  }
}

function sumsOf({ realms }: RouterView, read: (peer: Peer) => number): readonly Count<string>[] {
  return [...realms.values()].flatMap(({ name: realm, peers }) => {
    const sums = new Map<string, number>()
    for (const peer of peers.values()) {
      const role = peer.identity.authrole
      sums.set(role, (sums.get(role) ?? 0) + read(peer))
    }
    return [...sums].map(([role, value]) => ({ labels: { realm, role }, value }))
  })
}

const plain = (value: number): Count<string> => ({ labels: {}, value })

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
