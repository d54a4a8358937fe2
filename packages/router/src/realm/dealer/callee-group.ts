/** The callees of one registration, and the choice among them (*Shared Registration*). Choosing takes constant time. */
import { WampError } from '@wampeter/protocol'
import { TurnQueue } from './turn-queue.ts'

/** How a registration chooses its callee for a call. */
export type InvokePolicy = 'single' | 'first' | 'last' | 'roundrobin' | 'random'

const POLICIES: readonly string[] = [
  'single',
  'first',
  'last',
  'roundrobin',
  'random',
] satisfies readonly InvokePolicy[]

/** Reads the option `invoke`: `single` when it is absent, undefined when no policy has that name. */
export const invokePolicyOf = (name: string = 'single'): InvokePolicy | undefined =>
  POLICIES.includes(name) ? (name as InvokePolicy) : undefined

/** The `freeAt` of a callee that has reached its concurrency. */
const BUSY = -1
/** The `freeAt` of a callee that was removed. Calls that it still answers change nothing. */
const REMOVED = -2

/** What a group needs to know about a callee. */
export interface Member {
  /** The number of calls that it takes at the same time. */
  readonly concurrency: number
  /** Set by the group: its index among the free callees; −1 while it is busy, −2 when it was removed. */
  freeAt: number
  /** Set by the group: the number of its open calls. */
  running: number
}

/** The callees of one registration. */
export class CalleeGroup<Callee extends Member> {
  readonly policy: InvokePolicy
  /** In the order of their registration. */
  readonly #members: Callee[] = []
  /** The callees that may take a call now. The others have reached their concurrency. */
  readonly #free: Callee[] = []
  /** The same callees, for `roundrobin`: the one that was chosen longest ago comes first. */
  readonly #turns: TurnQueue<Callee> | undefined
  readonly #random: () => number

  /** `random` returns whole numbers of at least 1. */
  constructor(policy: InvokePolicy, random: () => number) {
    this.policy = policy
    this.#random = random
    this.#turns = policy === 'roundrobin' ? new TurnQueue() : undefined
  }

  get members(): readonly Callee[] {
    return this.#members
  }

  add(member: Callee): void {
    this.#members.push(member)
    this.#release(member)
  }

  remove(member: Callee): void {
    const at = this.#members.indexOf(member)
    if (at >= 0) this.#members.splice(at, 1)
    if (member.freeAt >= 0) {
      this.#occupy(member)
      this.#turns?.remove(member)
    }
    member.freeAt = REMOVED
  }

  /**
   * Chooses the callee of the next call, and counts the call as begun. Callees in `tried` have refused the call, in
   * this order. Undefined when no other callee is left.
   * @throws WampError `crossbar.error.max_concurrency_reached` when all candidates are busy.
   */
  choose(tried?: ReadonlySet<unknown>): Callee | undefined {
    const found = tried === undefined ? this.#next() : this.#another(tried)
    if (found === undefined) return undefined
    found.running++
    if (found.running >= found.concurrency) this.#occupy(found)
    else this.#turns?.add(found)
    return found
  }

  /** Counts a call of this callee as ended. */
  ended(member: Callee): void {
    member.running--
    if (member.freeAt === BUSY && member.running < member.concurrency) this.#release(member)
  }

  #next(): Callee | undefined {
    if (this.#members.length === 0) return undefined
    if (this.#free.length === 0) throw busy(this.#members.length === 1 ? ONE_BUSY : ALL_BUSY)
    if (this.#turns !== undefined) return this.#turns.take()
    if (this.policy === 'random') return this.#free[this.#random() % this.#free.length]
    const only = this.policy === 'last' ? this.#members.at(-1) : this.#members[0]
    if (only !== undefined && only.freeAt < 0) throw busy(ONE_BUSY)
    return only
  }

  /** Another callee, in the order of the policy, for a call that was refused (*Call Re-Routing*). */
  #another(tried: ReadonlySet<unknown>): Callee | undefined {
    const left = this.#inOrder(tried).filter((member) => !tried.has(member))
    if (left.length === 0) return undefined
    const free = left.filter(({ freeAt }) => freeAt >= 0)
    if (free.length === 0) throw busy('the callees that have not refused the call are busy with others')
    const found = this.policy === 'random' ? free[this.#random() % free.length] : free[0]
    if (found !== undefined) this.#turns?.remove(found)
    return found
  }

  /** With `roundrobin` the callee after the last one that refused comes first. */
  #inOrder(tried: ReadonlySet<unknown>): readonly Callee[] {
    const members = this.#members
    if (this.policy === 'last') return members.toReversed()
    if (this.policy !== 'roundrobin') return members
    const last = [...tried].at(-1)
    const after = members.findIndex((member) => member === last) + 1
    return [...members.slice(after), ...members.slice(0, after)]
  }

  #occupy(member: Callee): void {
    const last = this.#free.pop()
    if (last !== undefined && last !== member) {
      this.#free[member.freeAt] = last
      last.freeAt = member.freeAt
    }
    member.freeAt = BUSY
  }

  #release(member: Callee): void {
    member.freeAt = this.#free.length
    this.#free.push(member)
    this.#turns?.add(member)
  }
}

const ONE_BUSY = 'the callee has as many calls as it takes at a time'
const ALL_BUSY = 'all callees have as many calls as they take at a time'

const busy = (text: string): WampError => new WampError('crossbar.error.max_concurrency_reached', text)
