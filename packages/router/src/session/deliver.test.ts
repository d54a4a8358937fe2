import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliver } from '../realm/effect.ts'
import type { Encoding } from '../realm/peer.ts'
import { countingIds, role, rule, TestRealm } from '../realm/test-realm.ts'
import { featuresOf } from '@wampeter/protocol'
import { Delivery } from './deliver.ts'
import type { Counters } from './log.ts'

const message = { kind: 'PUBLISHED', request: 1, publication: 1 } as const

const silentCounters: Counters = {
  count: () => {},
  arrived: () => {},
  received: () => {},
  sent: () => {},
  joined: () => {},
  refused: () => {},
}

function setUp() {
  const { realm } = new TestRealm([role('user', [rule('', 'prefix')])])
  const ids = countingIds()
  const counted: string[] = []
  const log = { isDebug: false, write: () => {} }
  const delivery = new Delivery({
    log,
    clock: { now: () => 0, after: () => () => {} },
    counters: { ...silentCounters, count: (name) => void counted.push(name) },
    tap: undefined,
  })
  const join = (encoding: Encoding) => {
    const got: Uint8Array[] = []
    const session = ids.global()
    const identity = { realm: 'test', session, authid: 'a', authrole: 'user', authmethod: 'test', authprovider: 'test' }
    const outlet = { encoding, push: (frame: Uint8Array) => void got.push(frame), end: () => {} }
    return { peer: realm.join(identity, { features: featuresOf({}), outlet }), got }
  }
  return { delivery, join, counted }
}

test('a message is encoded once per encoding, and its frame shared', () => {
  const { delivery, join } = setUp()
  let encoded = 0
  const encoding = { index: 3, encode: () => Uint8Array.of(++encoded) }
  const all = [join(encoding), join(encoding), join(encoding)]
  delivery.apply([
    deliver(
      all.map(({ peer }) => peer),
      message,
    ),
  ])
  assert.equal(encoded, 1)
  assert.equal(new Set(all.map(({ got }) => got[0])).size, 1)
})

test('a message that one encoding cannot say is tried and counted once, and others get theirs', () => {
  const { delivery, join, counted } = setUp()
  const broken: Encoding = {
    index: 0,
    encode: () => {
      throw new TypeError('no')
    },
  }
  const fine = join({ index: 1, encode: () => Uint8Array.of(1) })
  const all = [join(broken), fine, join(broken)]
  delivery.apply([
    deliver(
      all.map(({ peer }) => peer),
      message,
    ),
  ])
  assert.deepEqual(counted, ['message_unencodable'])
  assert.equal(fine.got.length, 1)
})

test('a session is ended after the effects that were being carried out, not in between', () => {
  const { delivery, join } = setUp()
  const order: string[] = []
  const { peer } = join({
    index: 0,
    encode: () => {
      delivery.afterwards(() => void order.push('ended'))
      order.push('delivered')
      return Uint8Array.of(1)
    },
  })
  delivery.apply([deliver([peer], message), deliver([peer], message)])
  assert.deepEqual(order, ['delivered', 'delivered', 'ended', 'ended'])
})
