/** Calls that are over leave nothing behind: every table is empty, and the memory is free again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dict } from '@wampeter/protocol'
import type { Ticker } from '../../src/realm/effect.ts'
import type { Peer } from '../../src/realm/peer.ts'
import { answer, call, questions, register, testClock, TestRealm } from '../../src/realm/test-realm.ts'
import { EMPTY, heap, MiB } from './heap.ts'
import { Random } from '../../../protocol/test/fuzz/random.ts'

const COUNT = 100_000

const CALLS = {
  features: {
    call_canceling: true,
    progressive_call_results: true,
    progressive_call_invocations: true,
    call_reroute: true,
  },
}
const ROLES: Dict = { caller: CALLS, callee: CALLS }

/** Makes calls, and lets each end at another moment. */
class Calls {
  readonly #made = new TestRealm()
  readonly #random = new Random(20_261_127, 0)
  readonly #tickers = new Set<Ticker>()
  #request = 0
  readonly #callers: Peer[] = []
  readonly #callees: Peer[] = []

  get realm() {
    return this.#made.realm
  }

  #join(): Peer {
    return this.#made.join('user', ROLES)
  }

  #callee(): Peer {
    const callee = this.#join()
    this.realm.route(callee, register('work', { invoke: 'roundrobin', concurrency: 5 }))
    return callee
  }

  constructor() {
    for (let peers = 0; peers < 10; peers++) {
      this.#callers.push(this.#join())
      this.#callees.push(this.#callee())
    }
  }

  once(): void {
    const { realm } = this
    const random = this.#random
    const at = random.below(this.#callers.length)
    const caller = this.#callers[at]
    if (caller === undefined) return
    const request = ++this.#request
    const options = { timeout: random.pick([0, 50]), receive_progress: true, progress: random.once(4) }
    const effects = realm.route(caller, call('work', options, request))
    for (const effect of effects) if (effect.kind === 'wake') this.#tickers.add(effect.ticker)
    const [invocation] = questions(effects)
    const callee = this.#callees.find((one) => [...(one.invocations?.values() ?? [])].at(-1)?.request === request)
    if (invocation === undefined || callee === undefined) return
    if (random.once(3)) realm.route(callee, { ...answer(invocation, 1), options: { progress: true } })
    if (random.once(9)) realm.route(callee, answer(invocation, 2))
    if (random.once(200)) return this.#replace(at, callee)
    if (random.once(50)) this.#wait()
    const mode = random.pick(['skip', 'kill', 'killnowait'])
    realm.route(caller, { kind: 'CANCEL', request, options: { mode } })
    if (mode === 'kill' || random.once(2)) realm.route(callee, answer(invocation, 3))
  }

  /** The caller or the callee leaves in the middle. */
  #replace(at: number, callee: Peer): void {
    if (this.#random.once(2)) {
      const [left] = this.#callers.splice(at, 1, this.#join())
      if (left !== undefined) this.#leave(left)
    } else {
      this.#callees.splice(this.#callees.indexOf(callee), 1, this.#callee())
      this.#leave(callee)
    }
  }

  #leave(peer: Peer): void {
    this.realm.leave(peer)
    assert.deepEqual([peer.calls?.size ?? 0, peer.invocations, peer.reroutableBytes], [0, undefined, 0])
  }

  #wait(): void {
    testClock.ms += 60
    for (const ticker of this.#tickers) ticker.tick(testClock.ms)
  }

  /** The tables of calls, while all sessions are still there. */
  left(): unknown {
    this.#wait()
    const all = [...this.#callers, ...this.#callees]
    return {
      calls: all.reduce((sum, { calls }) => sum + (calls?.size ?? 0), 0),
      invocations: all.reduce((sum, { invocations }) => sum + [...(invocations?.values() ?? [])].length, 0),
      kept: all.reduce((sum, { reroutableBytes }) => sum + reroutableBytes, 0),
      deadlines: this.realm.sizes().deadlines,
    }
  }

  end(): void {
    for (const peer of [...this.#callers, ...this.#callees]) this.#leave(peer)
  }
}

test('after 100,000 calls that were cancelled at random moments every table is empty, and the memory is free again', async (t) => {
  const calls = new Calls()
  for (let warming = 0; warming < 20_000; warming++) calls.once()
  const before = await heap()
  for (let made = 0; made < COUNT; made++) calls.once()
  assert.deepEqual(calls.left(), { calls: 0, invocations: 0, kept: 0, deadlines: 0 })
  const grown = (await heap()) - before
  calls.end()
  assert.deepEqual(calls.realm.sizes(), EMPTY)
  t.diagnostic(`heap ${(grown / MiB).toFixed(2)} MiB larger`)
  assert.ok(grown < 3 * MiB, String(grown))
})
