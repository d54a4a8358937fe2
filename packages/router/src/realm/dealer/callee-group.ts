/** The callees of one registration, and the choice among them (*Shared Registration*). Choosing takes constant time. */
import { WampError } from '@wampeter/protocol'

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

/** What a group needs to know about a callee. */
export interface Member {
  /** The number of calls that it takes at the same time. */
  readonly concurrency: number
  /** Set by the group: its index among the free callees; −1 while it is busy. */
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
  /** The index of the next free callee, for `roundrobin`. */
  #turn = 0
  readonly #random: () => number

  /** `random` returns whole numbers of at least 1. */
  constructor(policy: InvokePolicy, random: () => number) {
    this.policy = policy
    this.#random = random
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
    const free = this.#free.indexOf(member)
    if (free < 0) return
    this.#free.splice(free, 1)
    this.#free.forEach((one, index) => (one.freeAt = index))
    member.freeAt = -1
    if (free < this.#turn) this.#turn--
  }

  /**
   * Chooses the callee of the next call, and counts the call as begun. Callees in `tried` have refused the call.
   * @throws WampError `crossbar.error.max_concurrency_reached` when all candidates are busy.
   */
  choose(tried?: ReadonlySet<unknown>): Callee | undefined {
    const found = tried === undefined ? this.#next() : this.#another(tried)
    if (found === undefined) return undefined
    found.running++
    if (found.running >= found.concurrency) this.#occupy(found)
    return found
  }

  /** Counts a call of this callee as ended. */
  ended(member: Callee): void {
    member.running--
    if (member.freeAt < 0 && member.running < member.concurrency && this.#members.includes(member))
      this.#release(member)
  }

  #next(): Callee | undefined {
    if (this.#members.length === 0) return undefined
    if (this.#free.length === 0) throw busy(this.#members.length)
    if (this.policy === 'roundrobin') return this.#takeTurn()
    if (this.policy === 'random') return this.#free[this.#random() % this.#free.length]
    const only = this.policy === 'last' ? this.#members.at(-1) : this.#members[0]
    if (only !== undefined && only.freeAt < 0) throw busy(1)
    return only
  }

  #takeTurn(): Callee | undefined {
    const at = this.#turn % this.#free.length
    this.#turn = at + 1
    return this.#free[at]
  }

  /** The next free callee, in the order of the policy, for a call that was refused. */
  #another(tried: ReadonlySet<unknown>): Callee | undefined {
    const inOrder = this.policy === 'last' ? this.#members.toReversed() : this.#members
    const left = inOrder.filter((member) => !tried.has(member) && member.freeAt >= 0)
    return this.policy === 'random' ? left[this.#random() % left.length] : left[0]
  }

  #occupy(member: Callee): void {
    const last = this.#free.pop()
    if (last !== undefined && last !== member) {
      this.#free[member.freeAt] = last
      last.freeAt = member.freeAt
    }
    member.freeAt = -1
  }

  #release(member: Callee): void {
    member.freeAt = this.#free.length
    this.#free.push(member)
  }
}

const busy = (count: number): WampError =>
  new WampError(
    'crossbar.error.max_concurrency_reached',
    count === 1
      ? 'the callee has as many calls as it takes at a time'
      : 'all callees have as many calls as they take at a time',
  )
