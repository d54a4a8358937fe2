import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TransportOptions } from '../options.ts'
import { compareTransports } from './transport-compare.ts'

const BASE = {
  host: '127.0.0.1',
  port: 8080,
  portRange: undefined,
  isIPv6: false,
  isShared: false,
  backlog: 511,
  tls: undefined,
}

const transport = (id: string, listen: Partial<typeof BASE> | object = {}): TransportOptions => ({
  id,
  listen: { ...BASE, ...listen } as unknown as TransportOptions['listen'],
  root: { type: 'path', services: new Map() },
})

const compared = (open: readonly TransportOptions[], next: readonly TransportOptions[]) => {
  const { kept, moved, added, removed } = compareTransports(
    open.map((options) => ({ options })),
    next,
  )
  const pairs = (list: typeof kept) => list.map(({ open: { options }, options: { id } }) => `${options.id} → ${id}`)
  return {
    kept: pairs(kept),
    moved: pairs(moved),
    added: added.map(({ id }) => id),
    removed: removed.map(({ options }) => options.id),
  }
}

const NOTHING = { kept: [], moved: [], added: [], removed: [] }

test('a transport with the same address and port is kept, whatever its services and its position', () => {
  const [web, other] = [transport('web'), transport('other', { port: 9090 })]
  assert.deepEqual(compared([web, other], [transport('second', { port: 9090 }), transport('first')]), {
    ...NOTHING,
    kept: ['other → second', 'web → first'],
  })
})

test('limits of a listener change while it listens', () => {
  assert.deepEqual(compared([transport('a')], [transport('b', { requestTimeoutMs: 1 })]).kept, ['a → b'])
})

test('a transport that needs another listener on the same port is moved', () => {
  for (const change of [{ host: '0.0.0.0' }, { backlog: 1 }, { isShared: true }, { tls: { key: 'k' } }])
    assert.deepEqual(compared([transport('a')], [transport('b', change)]), { ...NOTHING, moved: ['a → b'] })
})

test('of two listeners on one port the one at the same address is moved', () => {
  const open = [transport('all', { host: '0.0.0.0' }), transport('one')]
  assert.deepEqual(compared(open, [transport('next', { backlog: 1 })]), {
    ...NOTHING,
    moved: ['one → next'],
    removed: ['all'],
  })
})

test('another port is another transport', () => {
  assert.deepEqual(compared([transport('a')], [transport('b', { port: 9090 })]), {
    ...NOTHING,
    added: ['b'],
    removed: ['a'],
  })
})

test('transports on ports that the system chooses match only with equal addresses', () => {
  const [open, next] = [transport('a', { port: 0 }), transport('b', { port: 0, host: '0.0.0.0' })]
  assert.deepEqual(compared([open], [next]), { ...NOTHING, added: ['b'], removed: ['a'] })
})
