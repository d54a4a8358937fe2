/** The callees of one registration, and the choice among them (*Shared Registration*). Choosing takes constant time. */
import { Refusal } from '@wampeter/protocol'
import { LinkedList } from './linked-list.ts'
import type { Place } from './linked-list.ts'

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
export interface Member<Self> {
  /** The session. A group has at most one callee of a session. */
  readonly peer: object
  /** The number of calls that it takes at the same time. */
  readonly concurrency: number
  /** Set by the group: its index among the free callees; −1 while it is busy, −2 when it was removed. */
  freeAt: number
  /** Set by the group: the number of its open calls. */
  running: number
  /** Set by the group: its place in the order of registration. */
  place: Place<Self> | undefined
  /** Set by the group: its place among the callees that take turns, while it is free. */
  turn: Place<Self> | undefined
}

/** The callees that have refused a call. */
export interface Refused<Callee> {
  readonly all: ReadonlySet<unknown>
  readonly last: Callee | undefined
}

/** The callees of one registration. */
export class CalleeGroup<Callee extends Member<Callee>> {
  readonly policy: InvokePolicy
  /** In the order of their registration. */
  readonly #members = new LinkedList<Callee>()
  /** The same callees by session; made for the second one, because most registrations have only one. */
  #byPeer: Map<object, Callee> | undefined
  /** The callees that may take a call now. The others have reached their concurrency. */
  readonly #free: Callee[] = []
  /** The same callees, for `roundrobin`: the one that was chosen longest ago comes first. */
  readonly #turns: LinkedList<Callee> | undefined
  readonly #random: () => number

  /** `random` returns whole numbers of at least 1. */
  constructor(policy: InvokePolicy, random: () => number) {
    this.policy = policy
    this.#random = random
    this.#turns = policy === 'roundrobin' ? new LinkedList() : undefined
  }

  get size(): number {
    return this.#members.size
  }

  /** In the order of their registration. */
  get members(): Iterable<Callee> {
    return this.#members
  }

  /** The callee of a session. */
  find(peer: object): Callee | undefined {
    if (this.#byPeer !== undefined) return this.#byPeer.get(peer)
    const only = this.#members.first?.item
    return only?.peer === peer ? only : undefined
  }

  add(member: Callee): void {
    member.place = this.#members.add(member)
    if (this.#members.size > 1) this.#byPeer ??= new Map(Array.from(this.#members, (one) => [one.peer, one]))
    this.#byPeer?.set(member.peer, member)
    this.#release(member)
  }

  remove(member: Callee): void {
    if (member.place !== undefined) this.#members.remove(member.place)
    member.place = undefined
    this.#byPeer?.delete(member.peer)
    if (member.freeAt >= 0) this.#occupy(member)
    member.freeAt = REMOVED
  }

  /**
   * Chooses the callee of the next call, and counts the call as begun. Callees that have refused the call are not
   * chosen again. Undefined when no other callee is left.
   * @throws WampError `crossbar.error.max_concurrency_reached` when all candidates are busy.
   */
  choose(refused?: Refused<Callee>): Callee | undefined {
    const found = refused === undefined ? this.#next() : this.#another(refused)
    if (found === undefined) return undefined
    found.running++
    if (found.running >= found.concurrency) this.#occupy(found)
    else if (found.turn !== undefined) this.#turns?.moveToEnd(found.turn)
    return found
  }

  /** Counts a call of this callee as ended. */
  ended(member: Callee): void {
    member.running--
    if (member.freeAt === BUSY && member.running < member.concurrency) this.#release(member)
  }

  #next(): Callee | undefined {
    const first = this.#members.first
    if (first === undefined) return undefined
    if (this.#free.length === 0) throw busy(this.#members.size === 1 ? ONE_BUSY : ALL_BUSY)
    if (this.#turns !== undefined) return this.#turns.first?.item
    if (this.policy === 'random') return this.#free[this.#random() % this.#free.length]
    const only = this.policy === 'last' ? this.#members.last : first
    if (only !== undefined && only.item.freeAt < 0) throw busy(ONE_BUSY)
    return only?.item
  }

  /**
   * Another callee for a call that was refused (*Call Re-Routing*): the next one in the order of the policy, or any
   * other while that one is busy. It passes over callees that have refused the call, never over busy ones.
   */
  #another({ all, last }: Refused<Callee>): Callee | undefined {
    const next = this.policy === 'last' ? last?.place?.before : last?.place?.after
    const isNext = this.policy === 'first' || this.policy === 'last'
    if (isNext && next !== undefined && next.item.freeAt >= 0 && !all.has(next.item)) return next.item
    const found = this.#turns === undefined ? this.#anyFree(all) : this.#firstInTurn(this.#turns, all)
    if (found !== undefined) return found
    if (this.#isLeft(all)) throw busy('the callees that have not refused the call are busy with others')
    return undefined
  }

  #firstInTurn(turns: LinkedList<Callee>, refused: ReadonlySet<unknown>): Callee | undefined {
    let place = turns.first
    while (place !== undefined && refused.has(place.item)) place = place.after
    return place?.item
  }

  /** A free callee, searched from a place by chance. */
  #anyFree(refused: ReadonlySet<unknown>): Callee | undefined {
    const { length } = this.#free
    const from = length === 0 ? 0 : this.#random() % length
    for (let step = 0; step < length; step++) {
      const one = this.#free[(from + step) % length]
      if (!refused.has(one)) return one
    }
    return undefined
  }

  /** True when a callee has not refused the call. */
  #isLeft(refused: ReadonlySet<unknown>): boolean {
    if (this.#members.size > refused.size) return true
    for (const one of this.#members) if (!refused.has(one)) return true
    return false
  }

  #occupy(member: Callee): void {
    const last = this.#free.pop()
    if (last !== undefined && last !== member) {
      this.#free[member.freeAt] = last
      last.freeAt = member.freeAt
    }
    member.freeAt = BUSY
    if (member.turn !== undefined) this.#turns?.remove(member.turn)
    member.turn = undefined
  }

  #release(member: Callee): void {
    member.freeAt = this.#free.length
    this.#free.push(member)
    member.turn = this.#turns?.add(member)
  }
}

const ONE_BUSY = 'the callee has as many calls as it takes at a time'
const ALL_BUSY = 'all callees have as many calls as they take at a time'

const busy = (text: string): Refusal => new Refusal('crossbar.error.max_concurrency_reached', text)
