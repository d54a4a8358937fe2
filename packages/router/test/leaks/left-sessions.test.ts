/** What a session that has left still refers to: an old table of a `Map` may keep its peer in memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json } from '@wampeter/protocol'
import { translateService } from '../../src/config/translate/translate-standalone.ts'
import { MemoryListener } from '../../src/embedding/memory-listener.ts'
import { createRouters } from '../../src/wiring/create-routers.ts'

const config = { version: 2, workers: [{ type: 'router', realms: [{ name: 'realm1', roles: [{ name: 'guest' }] }] }] }
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

for (const [how, leave] of [
  ['by GOODBYE', '[6,{},"wamp.close.normal"]'],
  ['by ABORT', '[3,{},"wamp.error.canceled"]'],
] as const)
  test(`a session that leaves ${how} lets go of its connection`, async () => {
    const [router] = createRouters(config, {})
    const settings = router?.mount(
      translateService({ auth: { anonymous: { type: 'static', role: 'guest' } } }),
    ).settings
    assert.ok(router !== undefined && settings !== undefined)
    const connection = new MemoryListener(settings).open({ frame() {}, closed() {} }, json)
    connection.send('[1,"realm1",{"roles":{"caller":{}}}]')
    await turn()
    const [peer] = router.realms.get('realm1')?.peers.values() ?? []
    assert.ok(peer !== undefined && peer.outlet.frames !== undefined)

    connection.send(leave)
    await turn()
    await turn()

    assert.equal(router.realms.get('realm1')?.peers.size, 0)
    assert.deepEqual([peer.outlet.frames, peer.frames, peer.settings], [undefined, undefined, undefined])
    assert.equal(peer.describe()['transport'], undefined)
  })
