import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliver, end, next, wake } from '../realm/effect.ts'
import type { Effect } from '../realm/effect.ts'
import type { Peer } from '../realm/peer.ts'
import { Realm } from '../realm/realm.ts'
import type { RoutedMessage } from '../realm/realm.ts'
import type { Encoding } from '../realm/receiver.ts'
import {
  countingIds,
  optionsFor,
  publish,
  register,
  role,
  rule,
  subscribe,
  testClock,
  TestRealm,
} from '../realm/test-realm.ts'
import { Delivery } from './deliver.ts'
import type { DeliveryParts } from './deliver.ts'
import type { Counters } from './log.ts'
import { featuresOf, Payload } from '@wampeter/protocol'
import type { RouterMessage } from '@wampeter/protocol'

const message = { kind: 'PUBLISHED', request: 1, publication: 1 } as const

const silentCounters: Counters = {
  callAnswered: () => {},
  count: () => {},
  arrived: () => {},
  received: () => {},
  sent: () => {},
  joined: () => {},
  refused: () => {},
}

function setUp(chores?: DeliveryParts['chores']) {
  const { realm } = new TestRealm([role('user', [rule('', 'prefix')])])
  const ids = countingIds()
  const counted: string[] = []
  const ended: number[] = []
  const log = { isDebug: false, write: () => {} }
  const delivery = new Delivery({
    log,
    clock: { now: () => 0, after: () => () => {} },
    counters: { ...silentCounters, count: (name) => void counted.push(name) },
    tap: undefined,
    chores,
  })
  const join = (encoding: Encoding) => {
    const got: Uint8Array[] = []
    const session = ids.global()
    const identity = { realm: 'test', session, authid: 'a', authrole: 'user', authmethod: 'test', authprovider: 'test' }
    const frames = { encoding, push: (frame: Uint8Array) => void got.push(frame) }
    const outlet = { frames, end: () => void ended.push(session) }
    return { peer: realm.join(identity, { features: featuresOf({}), outlet }), got }
  }
  return { delivery, join, counted, ended }
}

test('a message is encoded once per encoding, and receivers share its frame', () => {
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

test('a session whose outlet is replaced gets its messages through the new one', () => {
  const { delivery, join } = setUp()
  const encoding = { index: 3, encode: () => Uint8Array.of(1) }
  const [moved, other] = [join(encoding), join(encoding)]
  const got: Uint8Array[] = []
  moved.peer.outlet = { frames: { encoding, push: (frame) => void got.push(frame) }, end: () => {} }
  delivery.apply([deliver([moved.peer, other.peer], message)])
  assert.deepEqual([moved.got.length, got.length, other.got.length], [0, 1, 1])
})

test('a message that one encoding cannot express is tried and counted once; other receivers get it', () => {
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

test('a session is ended after the present effects, not between them', () => {
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

test('sessions that another session ends do so when the turn has time for it', () => {
  const waiting: (() => void)[] = []
  const { delivery, join, ended } = setUp({ add: (leave) => void waiting.push(leave), postpone: () => {} })
  const peers = [1, 2].map(() => join({ index: 0, encode: () => Uint8Array.of(1) }).peer)
  delivery.apply(peers.map((peer) => end(peer, 'wamp.close.killed')))
  assert.deepEqual(ended, [])
  for (const leave of waiting) leave()
  assert.deepEqual(
    ended,
    peers.map(({ id }) => id),
  )
})

test('tickers that are due wait for their turn, each once, and not for timers', () => {
  const waiting: (() => void)[] = []
  const { delivery } = setUp({ add: () => {}, postpone: (run) => void waiting.push(run) })
  let left = 3
  let ticks = 0
  const ticker = {
    get deadline() {
      return left > 0 ? 0 : undefined
    },
    tick: () => (left--, ticks++, []),
  }
  delivery.apply([wake(ticker), wake(ticker)])
  assert.deepEqual([waiting.length, ticks], [1, 0])
  for (let turn = 1; turn <= 3; turn++) {
    waiting.shift()?.()
    assert.deepEqual([waiting.length, ticks], [turn < 3 ? 1 : 0, turn])
  }
})

test('an exception while one session is ended is counted, and the other sessions are ended too', () => {
  const { delivery, counted } = setUp()
  const ended: string[] = []
  delivery.afterwards(() => {
    delivery.afterwards(() => void ended.push('later'))
    throw new Error('our fault')
  })
  delivery.afterwards(() => void ended.push('other'))
  assert.deepEqual(ended, ['later', 'other'])
  assert.deepEqual(counted, ['internal_errors'])
})

test('of requests that are permitted at once the later one sees the effects of the earlier one', () => {
  const asked = { ...role('asked', []), authorizer: 'app.may' }
  const realm = new Realm(optionsFor([asked, role('judge', [rule('', 'prefix')])]), {
    ids: countingIds(),
    now: () => testClock.ms,
    lately: () => testClock.ms,
  })
  const { delivery } = setUp()
  let sessions = 0
  const join = (authrole: string) => {
    const got: RouterMessage[] = []
    const session = ++sessions
    const identity = { realm: 'test', session, authid: 'a', authrole, authmethod: 'test', authprovider: 'test' }
    const outlet = { frames: undefined, accept: (message: RouterMessage) => void got.push(message), end: () => {} }
    return { peer: realm.join(identity, { features: featuresOf({}), outlet }), got }
  }
  const [judge, alice] = [join('judge'), join('asked')]
  const route = (peer: Peer, message: RoutedMessage): void => delivery.apply(realm.route(peer, message))
  route(judge.peer, register('app.may'))
  route(judge.peer, subscribe('chat'))
  route(alice.peer, publish('chat'))
  route(alice.peer, subscribe('chat'))
  const questions = judge.got.flatMap((got) => (got.kind === 'INVOCATION' ? [got.request] : []))
  for (const request of questions.toReversed())
    route(judge.peer, { kind: 'YIELD', request, options: {}, payload: Payload.of([true]) })
  assert.deepEqual(
    alice.got.map(({ kind }) => kind),
    ['SUBSCRIBED'],
  )
  assert.equal(judge.got.at(-1)?.kind, 'EVENT')
})

test('a long chain of effects is carried out in order', () => {
  const { delivery } = setUp()
  let count = 0
  const further = (): Effect[] => (++count < 100_000 ? [next(further)] : [])
  delivery.apply([next(further)])
  assert.equal(count, 100_000)
})
