/** An index of values by pattern, which finds all values that match a URI. Subscriptions and registrations use it. */
import type { MatchPolicy, Uri } from '@wampeter/protocol'
import type { Pattern } from './pattern.ts'
import { PrefixTree } from './prefix-tree.ts'
import { WildcardIndex } from './wildcard-index.ts'

const NONE: readonly never[] = []

/** Values by pattern. */
export class PatternIndex<Value extends object> {
  readonly #exact = new Map<Uri, Value>()
  readonly #prefixes = new PrefixTree<Value>()
  readonly #wildcards: WildcardIndex<Value>

  /** `secret` is a whole number that no client knows: see {@link WildcardIndex}. */
  constructor(secret: number) {
    this.#wildcards = new WildcardIndex(secret)
  }

  /** The value of exactly this pattern. */
  get({ uri, match }: Pattern): Value | undefined {
    return this.#under(match).get(uri)
  }

  set({ uri, match }: Pattern, value: Value): void {
    this.#under(match).set(uri, value)
  }

  delete({ uri, match }: Pattern): void {
    this.#under(match).delete(uri)
  }

  #under(
    match: MatchPolicy,
  ): Pick<Map<Uri, Value>, 'get' | 'set' | 'delete'> | PrefixTree<Value> | WildcardIndex<Value> {
    if (match === 'exact') return this.#exact
    return match === 'prefix' ? this.#prefixes : this.#wildcards
  }

  /**
   * The values of all matching patterns: the exact one, then prefixes from the shortest to the longest, then wildcards.
   */
  matching(uri: Uri): readonly Value[] {
    const exact = this.#exact.get(uri)
    if (this.#prefixes.size === 0 && this.#wildcards.size === 0) return exact === undefined ? NONE : [exact]
    const found = exact === undefined ? [] : [exact]
    if (this.#prefixes.size > 0) this.#prefixes.collect(uri, found)
    if (this.#wildcards.size > 0) this.#wildcards.collect(uri, found)
    return found
  }

  /**
   * The value of the best matching pattern (*Pattern-based Registrations*): the exact one, else the longest prefix,
   * else the most specific wildcard.
   */
  best(uri: Uri): Value | undefined {
    const exact = this.#exact.get(uri)
    if (exact !== undefined) return exact
    const longest = this.#prefixes.size === 0 ? undefined : this.#prefixes.longest(uri)
    if (longest !== undefined) return longest
    return this.#wildcards.size === 0 ? undefined : this.#wildcards.best(uri)
  }
}
