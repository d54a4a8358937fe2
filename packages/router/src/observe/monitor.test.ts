import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OutboxBudget } from '../session/outbox-budget.ts'
import { MemoryCounters } from './counters.ts'
import { Monitor } from './monitor.ts'
import type { RouterView } from './views.ts'

const router = (keys: Partial<RouterView> = {}): RouterView => ({
  counters: new MemoryCounters(),
  realms: new Map(),
  budget: new OutboxBudget(1_000),
  isListening: true,
  roles: [],
  certificates: [],
  connections: async () => 0,
  ...keys,
})

async function valueOf(monitor: Monitor, sample: string): Promise<number> {
  const { text } = await monitor.metrics()
  const line = text.split('\n').find((found) => found.startsWith(`${sample} `))
  return Number(line?.slice(sample.length))
}

test('a node is ready while all its routers listen, until it stops', () => {
  const monitor = new Monitor()
  const [one, other] = [{ ...router() }, { ...router(), isListening: false }]
  monitor.show(one)
  monitor.show(other)
  assert.equal(monitor.readiness, 'starting')
  other.isListening = true
  assert.equal(monitor.readiness, 'ready')
  monitor.isDraining = true
  assert.equal(monitor.readiness, 'draining')
  monitor.isDraining = false
  assert.equal(monitor.readiness, 'ready')
  monitor.stopping()
  assert.equal(monitor.readiness, 'stopping')
})

test('the numbers of several routers are added up, also when they are read twice', async () => {
  const monitor = new Monitor()
  const budget = new OutboxBudget(1_000)
  const [one, other] = [router({ budget }), router({ budget })]
  monitor.show(one)
  monitor.show(other)
  one.counters.received('CALL')
  other.counters.received('CALL')
  one.counters.sent('RESULT', 1, 20)
  const holder = { held: () => 0, overflow: () => {} }
  budget.report(holder, 70)
  budget.report(holder, 30)
  for (let read = 0; read < 2; read++) {
    assert.equal(await valueOf(monitor, 'wampeter_messages_received_total{kind="CALL"}'), 2)
    assert.equal(await valueOf(monitor, 'wampeter_messages_sent_total{kind="RESULT"}'), 1)
    assert.equal(await valueOf(monitor, 'wampeter_sent_bytes_total'), 20)
    assert.equal(await valueOf(monitor, 'wampeter_outbox_bytes'), 30)
    assert.equal(await valueOf(monitor, 'wampeter_outbox_high_water_bytes{of="one"}'), 70)
  }
})

test('guests are shown: configured, running and restarts', async () => {
  const monitor = new Monitor()
  monitor.showGuests(() => ({ configured: 3, running: 2, restarts: 5 }))
  assert.equal(await valueOf(monitor, 'wampeter_guests{state="configured"}'), 3)
  assert.equal(await valueOf(monitor, 'wampeter_guests{state="running"}'), 2)
  assert.equal(await valueOf(monitor, 'wampeter_guest_restarts_total'), 5)
})

test('the event loop’s delay is among the metrics', async () => {
  const { text, type } = await new Monitor().metrics()
  assert.match(type, /^text\/plain; version=/)
  assert.match(text, /^nodejs_eventloop_lag_p99_seconds /m)
})

test('every sample of a closed list is there from the start, at zero', async () => {
  const monitor = new Monitor()
  monitor.show(router({ roles: [{ realm: 'realm1', role: 'guest' }] }))
  for (const sample of [
    'wampeter_sessions{realm="realm1",role="guest"}',
    'wampeter_sessions_joined_total{realm="realm1",role="guest"}',
    'wampeter_pending_calls{realm="realm1",role="guest"}',
    'wampeter_events_total{event="slow_readers_ended"}',
    'wampeter_refusals_total{what="login",reason="wamp.error.timeout"}',
    'wampeter_messages_received_total{kind="CALL"}',
    'wampeter_call_duration_seconds_count',
    'wampeter_log_lines_lost_total',
  ])
    assert.equal(await valueOf(monitor, sample), 0, sample)
})

test('call durations are a cumulative histogram over all routers', async () => {
  const monitor = new Monitor()
  const [one, other] = [router(), router()]
  monitor.show(one)
  monitor.show(other)
  one.counters.callAnswered(1)
  one.counters.callAnswered(40)
  other.counters.callAnswered(90_000)
  const bucket = (le: string) => valueOf(monitor, `wampeter_call_duration_seconds_bucket{le="${le}"}`)
  assert.deepEqual([await bucket('0.001'), await bucket('0.025'), await bucket('0.05')], [1, 1, 2])
  assert.deepEqual([await bucket('60'), await bucket('+Inf')], [2, 3])
  assert.equal(await valueOf(monitor, 'wampeter_call_duration_seconds_sum'), 90.041)
  assert.equal(await valueOf(monitor, 'wampeter_call_duration_seconds_count'), 3)
})

test('a config file that cannot be used is shown, with the time of the one in force', async () => {
  const monitor = new Monitor()
  const readAt = 'wampeter_config_last_reload_success_timestamp_seconds'
  const started = await valueOf(monitor, readAt)
  assert.ok(started > 1_700_000_000)
  monitor.configRead(false)
  assert.equal(await valueOf(monitor, 'wampeter_config_last_reload_successful'), 0)
  assert.equal(await valueOf(monitor, readAt), started)
  monitor.configRead(true)
  assert.equal(await valueOf(monitor, 'wampeter_config_last_reload_successful'), 1)
})

test('connections and certificates of all routers are shown', async () => {
  const monitor = new Monitor()
  monitor.show(router({ connections: async () => 3 }))
  monitor.show(
    router({ connections: async () => 4, certificates: [{ transport: 'wss', expiresAt: 1_900_000_000_999 }] }),
  )
  assert.equal(await valueOf(monitor, 'wampeter_connections'), 7)
  assert.equal(await valueOf(monitor, 'wampeter_certificate_expiry_timestamp_seconds{transport="wss"}'), 1_900_000_000)
})

test('the versions and the longest delay of the event loop are shown', async () => {
  const { text } = await new Monitor().metrics()
  assert.match(text, /^wampeter_build_info\{version="\d[^"]*",node="\d[^"]*"\} 1$/m)
  assert.match(text, /^wampeter_event_loop_delay_longest_seconds \d/m)
})
