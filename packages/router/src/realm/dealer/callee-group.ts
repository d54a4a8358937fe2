/** The callees of one registration, and whose turn it is (*Shared Registration*). Choosing takes constant time. */
import { WampError } from '@wampeter/protocol'

export type InvokePolicy = 'single' | 'first' | 'last' | 'roundrobin' | 'random'

const POLICIES: readonly string[] = [
  'single',
  'first',
  'last',
  'roundrobin',
  'random',
] satisfies readonly InvokePolicy[]

/** The policy that an option `invoke` names: `single` where it is absent, undefined where no policy has that name. */
export const invokePolicyOf = (name: string = 'single'): InvokePolicy | undefined =>
  POLICIES.includes(name) ? (name as InvokePolicy) : undefined

/** A callee, as far as choosing goes. */
export interface Member {
  /** Calls that it takes at a time. */
  readonly concurrency: number
  /** The group's: where it lies among the free callees; −1 while it is busy. */
  freeAt: number
  /** The group's: calls that it has now. */
  running: number
}

export class CalleeGroup<Callee extends Member> {
  readonly policy: InvokePolicy
  /** In the order in which they registered. */
  readonly #members: Callee[] = []
  /** Those that may take a call now; the others have as many as they wanted at a time. */
  readonly #free: Callee[] = []
  /** Whose turn it is among the free ones. */
  #turn = 0
  readonly #random: () => number

  /** `random` gives whole numbers of at least 1. */
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
   * Who answers the next call, which is counted as begun. `tried` have refused it.
   * @throws WampError `crossbar.error.max_concurrency_reached` when all who could are busy.
   */
  choose(tried?: ReadonlySet<unknown>): Callee | undefined {
    const found = tried === undefined ? this.#next() : this.#another(tried)
    if (found === undefined) return undefined
    found.running++
    if (found.running >= found.concurrency) this.#occupy(found)
    return found
  }

  /** A call has ended. */
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

  /** For a call that was refused: the next in the direction of the policy. */
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
