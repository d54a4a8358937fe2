/**
 * Lets sessions come and go, and prints what is left: `node packages/router/test/leaks/sessions.ts 100000`. A program of its
 * own, because the test runner remembers every timer and promise of its tests.
 */
import { json } from '@wampeter/protocol'
import { translateService } from '../../src/config/translate/translate-standalone.ts'
import { MemoryListener } from '../../src/embedding/memory-listener.ts'
import type { MemoryConnection } from '../../src/embedding/memory-listener.ts'
import { createRouters } from '../../src/wiring/create-routers.ts'
import { heap } from './heap.ts'

/** What is left when all sessions are gone. */
export interface Left {
  readonly sizes: object
  readonly served: number
  readonly grownBytes: number
  readonly internalErrors: number
}

const config = {
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        {
          name: 'realm1',
          roles: [
            {
              name: 'guest',
              permissions: [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }],
            },
          ],
        },
      ],
    },
  ],
}
const HELLO = '[1,"realm1",{"roles":{"subscriber":{},"publisher":{},"caller":{},"callee":{}}}]'

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

let closed = 0
/** Sessions that got an answer to everything. */
let served = 0

/** A session that owns one of everything, and leaves by GOODBYE or by closing its connection. */
function visit(listener: MemoryListener, index: number): void {
  const peer = { connection: undefined as MemoryConnection | undefined, received: 0 }
  peer.connection = listener.open(
    {
      frame(data) {
        if (String(data).startsWith('[6,')) peer.connection?.close()
        if (++peer.received !== 7) return
        served++
        if (index % 2 === 0) peer.connection?.close()
        else peer.connection?.send('[6,{},"wamp.close.normal"]')
      },
      closed: () => void closed++,
    },
    json,
  )
  for (const frame of [
    HELLO,
    '[32,1,{},"chat"]',
    '[32,2,{"match":"wildcard"},"chat..x"]',
    `[64,3,{"match":"prefix"},"own.${index}"]`,
    '[48,4,{},"wamp.session.add_testament",["chat",["gone"],{}]]',
    `[48,5,{"timeout":60000},"own.${index}.call"]`,
    '[16,6,{"acknowledge":true},"chat",["here"]]',
  ])
    peer.connection.send(frame)
}

const [router] = createRouters(config, {})
const settings = router?.mount(translateService({ auth: { anonymous: { type: 'static', role: 'guest' } } })).settings
const realm = router?.realms.get('realm1')
if (router === undefined || settings === undefined || realm === undefined) throw new TypeError('the config has a realm')
const listener = new MemoryListener(settings)

/** Fifty sessions are there at a time. */
async function come(count: number): Promise<void> {
  const all = closed + count
  for (let index = 0; closed < all; await turn())
    for (; index < count && index - (closed - (all - count)) < 50; index++) visit(listener, index)
}

await come(10_000)
const before = await heap()
await come(Number(process.argv[2] ?? '100000'))
const left: Left = {
  ...{ served, sizes: realm.sizes(), grownBytes: (await heap()) - before },
  internalErrors: router.counters.get('internal_errors'),
}
console.log(JSON.stringify(left))
await router.stop()
