/** The benchmarks run and count messages. Their figures are not judged here. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measure } from './load/measure.ts'
import { measureOutage } from './reconnect.ts'
import { calls, fanOut } from './load/scenarios.ts'
import { Server } from './servers/server.ts'

const isLinux = process.platform === 'linux'

for (const name of ['wampeter', 'naive', 'coalesced', 'relay'] as const) {
  test(
    `${name} delivers what the load expects`,
    { skip: isLinux ? false : 'CPU time is read from /proc', timeout: 30_000 },
    async () => {
      const server = await Server.start(name)
      try {
        const bursts = name === 'relay' ? [] : (['single', 'segment', 'publishers'] as const)
        for (const burst of bursts) {
          const { step, end } = await fanOut(server, 3, burst)
          assert.equal(await step(), burst === 'single' ? 3 : 30)
          end()
        }
        if (name === 'wampeter' || name === 'relay') {
          const { step, end } = await calls(server, 8)
          const sample = await measure(server, 0.1, step)
          assert.ok(Number.isFinite(sample.messagesPerCpuSecond) && sample.messagesPerSecond > 0)
          end()
        }
        assert.ok((await server.memory()).heap > 0)
      } finally {
        server.stop()
      }
    },
  )
}

test('clients come back to a router that was killed', { timeout: 30_000 }, async () => {
  const { allMs, attempts } = await measureOutage(20)
  assert.ok(Number.isFinite(allMs) && attempts >= 20)
})
