/** Random configs, one after the other. The listeners are always those of the last config that could be applied. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { ListenError } from '@wampeter/router'
import { freePorts } from '../support/free-ports.ts'
import { checkedConfig, startNode } from '../support/node.ts'
import type { Config } from '../support/node.ts'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { ROLES } from '../support/router.ts'

const REALMS = ['one', 'two', 'three'].map((name) => `realm.${name}`)
const MOST_WORKERS = 3

/** For each realm and each port its worker, if any, and for each port its listener's options. */
interface Layout {
  readonly realms: readonly (number | undefined)[]
  readonly doors: readonly (Door | undefined)[]
}

interface Door {
  readonly worker: number
  readonly host: string
  readonly backlog: number
}

const worker = fc.nat({ max: MOST_WORKERS - 1 })
const door = fc.record({ worker, host: fc.constantFrom('127.0.0.1', '0.0.0.0'), backlog: fc.constantFrom(10, 20) })

/** Another program has the last port, so that a layout with a listener there cannot be applied. */
const layouts = (ports: number): fc.Arbitrary<Layout> =>
  fc.record({
    realms: fc.tuple(...REALMS.map(() => fc.option(worker, { nil: undefined, freq: 4 }))),
    doors: fc
      .tuple(
        fc.tuple(...Array.from({ length: ports - 1 }, () => fc.option(door, { nil: undefined, freq: 4 }))),
        fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: door }),
      )
      .map(([free, taken]) => [...free, taken]),
  })

const AUTH = { anonymous: { type: 'static', role: 'guest' } }

function configOf({ realms, doors }: Layout, ports: readonly number[]): Config {
  const workers = Array.from({ length: MOST_WORKERS }, (_, index) => ({
    type: 'router',
    realms: REALMS.filter((_name, at) => realms[at] === index).map((name) => ({ name, roles: ROLES })),
    transports: doors.flatMap((one, at) =>
      one?.worker === index
        ? [
            {
              type: 'websocket',
              endpoint: { type: 'tcp', port: ports[at], interface: one.host, backlog: one.backlog },
              auth: AUTH,
              options: { allowed_origins: ['*'] },
            },
          ]
        : [],
    ),
  }))
  return checkedConfig({ version: 2, workers })
}

/** The outcome for a new client that asks for a realm at a port. */
async function met(port: number, realm: string): Promise<'closed' | 'let in' | 'refused'> {
  const client = await RawClient.connect(`ws://127.0.0.1:${port}/`).catch(() => undefined)
  if (client === undefined) return 'closed'
  client.send({ ...HELLO, realm })
  const result = await client.next('WELCOME').then(
    () => 'let in' as const,
    () => 'refused' as const,
  )
  client.end()
  return result
}

async function assertServes({ realms, doors }: Layout, ports: readonly number[]): Promise<void> {
  for (const [at, port] of ports.slice(0, -1).entries()) {
    const behind = doors[at]?.worker
    for (const [index, realm] of REALMS.entries()) {
      const expected = behind === undefined ? 'closed' : realms[index] === behind ? 'let in' : 'refused'
      assert.equal(await met(port, realm), expected, `port ${at}, ${realm}`)
    }
  }
}

test('after any change, applied or refused, every port and realm belongs to the worker of the last good config', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const ports = [...(await freePorts(3)), (taken.address() as AddressInfo).port]
  const drawn = fc.sample(layouts(ports.length), { numRuns: 60, seed: 20 })
  let current: Layout = { realms: [0, 1, 2], doors: [{ worker: 0, host: '127.0.0.1', backlog: 10 }] }
  try {
    await using running = await startNode(configOf(current, ports))
    for (const next of drawn) {
      const changed = running.node.reload(configOf(next, ports))
      if (next.doors.at(-1) === undefined) {
        await changed
        current = next
      } else await assert.rejects(changed, ListenError)
      await assertServes(current, ports)
    }
    assert.doesNotMatch(running.lines.join('\n'), /could not be undone/)
  } finally {
    taken.close()
  }
})
