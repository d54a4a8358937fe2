/** The client's question whether the router is still there: any router answers it, whatever the role may do. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createRouter } from '@wampeter/router'
import { freePorts } from '../support/free-ports.ts'

test('a role that may do nothing can ask whether the router is there, and no authorizer is asked', async (context) => {
  const [port = 0] = await freePorts(1)
  const asked: unknown[] = []
  const transport = {
    type: 'websocket',
    endpoint: { type: 'tcp', port, interface: '127.0.0.1' },
    auth: { anonymous: { type: 'static', role: 'blocked' } },
  } as const
  const roles = [{ name: 'blocked', authorizer: 'com.example.permissions' }]
  const worker = { type: 'router', realms: [{ name: 'realm1', roles }], transports: [transport] } as const
  const router = createRouter({ version: 2, workers: [worker] })
  await router.start()
  context.after(() => router.stop())
  const session = await router.join({ realm: 'realm1' })
  await session.register('com.example.permissions', (args) => {
    asked.push(args)
    return true
  })
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, ['wamp.2.json'])
  await once(socket, 'open')
  const next = async () => JSON.parse((await once(socket, 'message'))[0].data as string) as unknown[]
  socket.send('[1,"realm1",{"roles":{"subscriber":{}}}]')
  assert.equal((await next())[0], 2)
  socket.send('[34,1,9007199254740992]')
  const answer = await next()
  socket.close()

  assert.deepEqual([answer[0], answer[1], answer[2], answer[4]], [8, 34, 1, 'wamp.error.no_such_subscription'])
  assert.deepEqual(asked, [])
})
