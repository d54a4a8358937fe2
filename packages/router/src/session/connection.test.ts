import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json } from '@wampeter/protocol'
import { Connection } from './connection.ts'
import { metersFor } from './context.ts'
import type { TransportContext } from './context.ts'
import { testClock } from './test-clock.ts'
import { testTurn } from './test-turn.ts'
import { READ_MS } from './turn.ts'

function setUp() {
  const { turn, time, endTurn } = testTurn()
  const flow: string[] = []
  const transport = {
    framing: { name: 'test', frame: () => new Uint8Array() },
    ...{ write: () => {}, buffered: () => 0, destroy: () => {} },
    pause: () => void flow.push('pause'),
    resume: () => void flow.push('resume'),
    close: (code: number) => void flow.push(`close ${code}`),
  }
  const counters = { arrived() {}, received() {}, sent() {}, count() {}, refused() {} }
  const log = { isDebug: false, write() {} }
  const limits = {
    loginMessageBytes: 1_000,
    loginValues: 100,
    headerValues: 100,
    messageWeight: 100,
    batchMessages: 10,
  }
  const context = {
    router: { clock: testClock().clock, counters, log },
    limits,
    meters: metersFor(limits as never),
    outbox: { turn, budget: { report() {} }, limitBytes: 1_000 },
  } as unknown as TransportContext
  const info = { peer: 'test', framing: 'test', isSecure: false }
  const connection = new Connection(context, { transport, info, serializer: json, batching: 'plain' })
  return { connection, time, endTurn, flow }
}

test('a peer that goes on sending after its farewell shares the turn with others', () => {
  const { connection, time, endTurn, flow } = setUp()
  connection.frame('[99]', 4)
  assert.deepEqual(flow, ['close 1002'])
  time.ms += READ_MS
  connection.frame('dropped', 7)
  assert.deepEqual(flow.splice(0), ['close 1002', 'pause'])
  while (endTurn());
  assert.deepEqual(flow, ['resume'])
})
