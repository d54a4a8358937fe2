import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../session/test-clock.ts'
import { testTurn } from '../session/test-turn.ts'
import { DEFAULT_KEEP_ALIVE } from './options.ts'
import { TestDuplex } from './test-duplex.ts'
import { WebSocketService } from './websocket-service.ts'
import type { WebSocketServiceParts } from './websocket-service.ts'

test('a service that is closed refuses an upgrade whose head comes late', async () => {
  const service = new WebSocketService({
    context: { router: { clock: testClock().clock }, outbox: { turn: testTurn().turn } },
    options: { keepAlive: DEFAULT_KEEP_ALIVE },
  } as unknown as WebSocketServiceParts)
  await service.close(0)
  const socket = new TestDuplex()
  service.upgrade({ request: { headers: {} }, path: '/' } as never, { socket, head: Buffer.alloc(0) })
  assert.match(String(socket.written), /^HTTP\/1\.1 503 .*this WebSocket endpoint is closed\n$/s)
})
