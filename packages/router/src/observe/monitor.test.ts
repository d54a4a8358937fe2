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
  ...keys,
})

async function valueOf(monitor: Monitor, sample: string): Promise<number> {
  const { text } = await monitor.metrics()
  const line = text.split('\n').find((found) => found.startsWith(`${sample} `))
  return Number(line?.slice(sample.length))
}

test('a node is ready while all its routers listen, until it is told to stop', () => {
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

test('guests are told as configured, running and started again', async () => {
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
