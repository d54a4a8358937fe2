import assert from 'node:assert/strict'
import { test } from 'node:test'
import { optionsFor } from '../realm/test-realm.ts'
import type { RouterOptions } from '../options.ts'
import { matchRouters } from './match-routers.ts'

/** A router worker, by the names of its realms and its ports. */
const worker = (realms: readonly string[], ports: readonly number[] = []): RouterOptions => ({
  realms: realms.map((name) => ({ ...optionsFor([]), name })),
  transports: ports.map((port) => ({
    id: `port ${port}`,
    listen: { ...LISTEN, port },
    root: { type: 'path', services: new Map() },
  })),
  processOutboxBytes: 1,
})

const LISTEN = { host: '127.0.0.1', port: 0 } as unknown as RouterOptions['transports'][number]['listen']

const running = (name: string, options: RouterOptions) => ({ name, options })

/** The router that each of the next workers matches. */
const matched = (routers: readonly ReturnType<typeof running>[], next: readonly RouterOptions[]) => {
  const { kept, added, removed } = matchRouters(routers, next)
  return {
    kept: kept.map(({ router, options }) => [router.name, next.indexOf(options)]),
    added: added.map((options) => next.indexOf(options)),
    removed: removed.map(({ name }) => name),
  }
}

test('a router matches the worker with a common realm, at any position', () => {
  const routers = [running('one', worker(['a'])), running('two', worker(['b']))]
  assert.deepEqual(matched(routers, [worker(['b']), worker(['a', 'c'])]), {
    kept: [
      ['two', 0],
      ['one', 1],
    ],
    added: [],
    removed: [],
  })
})

test('without a common realm the ports decide', () => {
  assert.deepEqual(matched([running('one', worker(['a'], [8080]))], [worker(['z'], [9090]), worker(['y'], [8080])]), {
    kept: [['one', 1]],
    added: [0],
    removed: [],
  })
})

test('a realm counts more than a port', () => {
  const routers = [running('one', worker(['a'], [8080])), running('two', worker(['b'], [9090]))]
  assert.deepEqual(matched(routers, [worker(['a'], [9090]), worker(['b'], [8080])]).kept, [
    ['one', 0],
    ['two', 1],
  ])
})

test('a port that the system chooses does not match', () => {
  assert.deepEqual(matched([running('one', worker(['a'], [0]))], [worker(['z'], [0])]), {
    kept: [],
    added: [0],
    removed: ['one'],
  })
})

test('of two workers with realms of one router, the first gets the router and the other a new one', () => {
  assert.deepEqual(matched([running('one', worker(['a', 'b']))], [worker(['a']), worker(['b'])]), {
    kept: [['one', 0]],
    added: [1],
    removed: [],
  })
})
