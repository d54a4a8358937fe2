/** The steps of a group are the reads and writes of its callees, and the look-ups among those that refused a call. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CalleeGroup } from './callee-group.ts'
import type { InvokePolicy, Member } from './callee-group.ts'
import type { Place } from './linked-list.ts'

const POLICIES = ['single', 'first', 'last', 'roundrobin', 'random'] as const satisfies readonly InvokePolicy[]
/** Each operation takes at most this many steps, for 10 callees and for 10,000. */
const MOST_STEPS = 24

class Callee implements Member<Callee> {
  readonly peer = {}
  readonly concurrency: number
  freeAt = -1
  running = 0
  place: Place<Callee> | undefined
  turn: Place<Callee> | undefined

  constructor(concurrency: number) {
    this.concurrency = concurrency
  }
}

/** A group of callees that count the steps. With the policy `single` there is one callee. */
function counted(policy: InvokePolicy, size: number, concurrency = Infinity) {
  let steps = 0
  let seed = 1
  const group = new CalleeGroup<Callee>(policy, () => (seed = (seed * 48_271) % 2_147_483_647))
  const callees = Array.from({ length: policy === 'single' ? 1 : size }, () => {
    const callee = new Proxy(new Callee(concurrency), {
      get: (target, key) => (steps++, Reflect.get(target, key)),
      set: (target, key, value) => (steps++, Reflect.set(target, key, value)),
    })
    group.add(callee)
    return callee
  })
  class CountedSet extends Set<unknown> {
    override has(one: unknown): boolean {
      steps++
      return super.has(one)
    }
  }
  /** The callees that have refused a call: these. */
  const refusedBy = (...all: readonly Callee[]) => ({ all: new CountedSet(all), last: all.at(-1) })
  /** The number of steps that something takes. */
  const stepsOf = (run: () => void): number => {
    steps = 0
    run()
    return steps
  }
  /** The callee that `single`, `first` and `last` choose. */
  const chosen = (policy === 'last' ? callees.at(-1) : callees[0]) as Callee
  return { group, callees, chosen, refusedBy, stepsOf }
}

/** Gives each callee a call, so that all have reached their concurrency of 1. */
function makeBusy({ group, callees, refusedBy }: ReturnType<typeof counted>): void {
  const first = group.choose() as Callee
  for (const _callee of callees.slice(1)) assert.ok(group.choose(refusedBy(first)))
  assert.throws(() => group.choose(), { uri: 'crossbar.error.max_concurrency_reached' })
}

for (const policy of POLICIES) {
  for (const size of [10, 10_000]) {
    test(`${policy}: of ${size} free callees one is chosen in a constant number of steps`, () => {
      const { group, stepsOf } = counted(policy, size)
      const steps = stepsOf(() => assert.ok(group.choose()))
      assert.ok(steps <= MOST_STEPS, `${steps} steps`)
    })

    test(`${policy}: while all but one of ${size} callees are busy, a call is given and refused in a constant number of steps`, () => {
      const made = counted(policy, size, 1)
      const { group, callees, chosen, stepsOf } = made
      makeBusy(made)
      const refusing = stepsOf(() => assert.throws(() => group.choose()))
      const ending = stepsOf(() => group.ended(chosen))
      const choosing = stepsOf(() => assert.equal(group.choose(), chosen))
      assert.ok(Math.max(refusing, ending, choosing) <= MOST_STEPS, `${[refusing, ending, choosing].join()} steps`)
      assert.ok(callees.every(({ running }) => running === 1))
    })

    test(`${policy}: a callee of ${size} is found by its session, and leaves, in a constant number of steps`, () => {
      const { group, callees, stepsOf } = counted(policy, size)
      const { peer } = callees[callees.length >> 1] as Callee
      const steps = stepsOf(() => {
        const found = group.find(peer)
        if (found !== undefined) group.remove(found)
      })
      assert.ok(steps <= MOST_STEPS, `${steps} steps`)
      assert.deepEqual([group.size, group.find(peer)], [callees.length - 1, undefined])
    })

    if (policy === 'single') continue

    test(`${policy}: a call that one of ${size} callees refused goes to another in a constant number of steps, past busy ones`, () => {
      const made = counted(policy, size, 1)
      const { group, callees, chosen, refusedBy, stepsOf } = made
      makeBusy(made)
      const [free] = callees.filter((callee) => callee !== chosen).slice(-2)
      group.ended(free as Callee)
      const found = stepsOf(() => assert.equal(group.choose(refusedBy(chosen)), free))
      const none = stepsOf(() => assert.throws(() => group.choose(refusedBy(chosen))))
      assert.ok(Math.max(found, none) <= MOST_STEPS, `${found} and ${none} steps`)
    })

    test(`${policy}: a call that all ${size} callees refuse takes a number of steps in proportion to them`, () => {
      const { group, callees, refusedBy, stepsOf } = counted(policy, size)
      const first = group.choose() as Callee
      const refused = refusedBy(first)
      let asked = 1
      const steps = stepsOf(() => {
        for (;;) {
          const found = group.choose(refused)
          if (found === undefined) return
          asked++
          refused.all.add(found)
          refused.last = found
        }
      })
      assert.equal(asked, callees.length)
      assert.ok(steps <= MOST_STEPS * size * (policy === 'random' ? Math.log10(size) : 1), `${steps} steps`)
    })
  }
}
