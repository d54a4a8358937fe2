import { codeOf } from '@wampeter/protocol'
import type { MessageKind } from '@wampeter/protocol'
import type { CountName } from '../session/count-names.ts'
import type { Counters, Refused } from '../session/log.ts'
import { knownReason } from './known-reasons.ts'
import { Latency } from './latency.ts'

/** Above every message code. */
const CODES = 512

/**
 * Counts messages by kind. Most messages follow one of the same kind, so the code is looked up only when the kind
 * changes.
 */
class Tally {
  readonly #counts = new Float64Array(CODES)
  #kind: MessageKind = 'HELLO'
  #code = codeOf('HELLO')

  add(kind: MessageKind, count: number): void {
    if (kind !== this.#kind) {
      this.#kind = kind
      this.#code = codeOf(kind)
    }
    this.#counts[this.#code] = (this.#counts[this.#code] ?? 0) + count
  }

  of(kind: MessageKind): number {
    return this.#counts[codeOf(kind)] ?? 0
  }
}

/** A count, with the values of its labels. */
export interface Count<Name extends string> {
  readonly labels: Readonly<Record<Name, string>>
  readonly value: number
}

/**
 * Counts in memory. The numbers are read when metrics are requested. No message of a peer makes a table grow: names,
 * codes and reasons are closed lists, and realms and roles come from the config.
 */
export class MemoryCounters implements Counters {
  readonly #counts = new Map<CountName, number>()
  readonly #received = new Tally()
  readonly #sent = new Tally()
  readonly #joined = new Map<string, Map<string, number>>()
  readonly #refused = new Map<Refused, Map<string, number>>()
  /** How long calls took. */
  readonly latency = new Latency()
  #bytesReceived = 0
  #bytesSent = 0

  count(name: CountName): void {
    this.#counts.set(name, this.get(name) + 1)
  }

  get(name: CountName): number {
    return this.#counts.get(name) ?? 0
  }

  callAnswered(ms: number): void {
    this.latency.add(ms)
  }

  arrived(bytes: number): void {
    this.#bytesReceived += bytes
  }

  received(kind: MessageKind): void {
    this.#received.add(kind, 1)
  }

  sent(kind: MessageKind, receivers: number, bytes: number): void {
    this.#sent.add(kind, receivers)
    this.#bytesSent += bytes
  }

  joined(realm: string, role: string): void {
    increment(this.#joined, realm, role)
  }

  refused(what: Refused, reason: string): void {
    increment(this.#refused, what, knownReason(reason))
  }

  // What metrics read

  get bytes(): { readonly received: number; readonly sent: number } {
    return { received: this.#bytesReceived, sent: this.#bytesSent }
  }

  /** Messages of each kind that came in and went out. */
  messages(kind: MessageKind): { readonly received: number; readonly sent: number } {
    return { received: this.#received.of(kind), sent: this.#sent.of(kind) }
  }

  get joins(): readonly Count<'realm' | 'role'>[] {
    return entries(this.#joined).map(([realm, role, value]) => ({ labels: { realm, role }, value }))
  }

  get refusals(): readonly Count<'what' | 'reason'>[] {
    return entries(this.#refused).map(([what, reason, value]) => ({ labels: { what, reason }, value }))
  }

  get events(): readonly Count<'event'>[] {
    return [...this.#counts].map(([event, value]) => ({ labels: { event }, value }))
  }
}

function increment<Outer>(table: Map<Outer, Map<string, number>>, outer: Outer, inner: string): void {
  let row = table.get(outer)
  if (row === undefined) table.set(outer, (row = new Map()))
  row.set(inner, (row.get(inner) ?? 0) + 1)
}

const entries = <Outer>(table: ReadonlyMap<Outer, ReadonlyMap<string, number>>): readonly [Outer, string, number][] =>
  [...table].flatMap(([outer, row]) => [...row].map(([inner, value]): [Outer, string, number] => [outer, inner, value]))
