/**
 * Finds the wildcard patterns that match a URI. Patterns with the same number of components and blanks at the same
 * places have the same shape. A search takes one look-up per shape, so its cost depends on the number of shapes, not of
 * patterns.
 */
import type { Uri } from '@wampeter/protocol'

interface Shape<Value> {
  /** True at the places where any component matches. */
  readonly blanks: readonly boolean[]
  readonly patterns: Map<Uri, Value>
}

/** Values by wildcard pattern. */
export class WildcardIndex<Value extends object> {
  /** By the number of components; in each list the most specific shape comes first. */
  readonly #shapes = new Map<number, Shape<Value>[]>()
  readonly #values = new Map<Uri, Value>()

  /** The number of patterns. */
  get size(): number {
    return this.#values.size
  }

  get(pattern: Uri): Value | undefined {
    return this.#values.get(pattern)
  }

  values(): Iterable<Value> {
    return this.#values.values()
  }

  set(pattern: Uri, value: Value): void {
    this.#values.set(pattern, value)
    const blanks = blanksOf(pattern)
    const shapes = this.#shapes.get(blanks.length) ?? []
    let shape = shapes.find((one) => isSame(one.blanks, blanks))
    if (shape === undefined) {
      shape = { blanks, patterns: new Map() }
      this.#shapes.set(blanks.length, [...shapes, shape].toSorted(bySpecificity))
    }
    shape.patterns.set(pattern, value)
  }

  delete(pattern: Uri): void {
    if (!this.#values.delete(pattern)) return
    const blanks = blanksOf(pattern)
    const shapes = this.#shapes.get(blanks.length) ?? []
    shapes.find((one) => isSame(one.blanks, blanks))?.patterns.delete(pattern)
    const left = shapes.filter(({ patterns }) => patterns.size > 0)
    if (left.length > 0) this.#shapes.set(blanks.length, left)
    else this.#shapes.delete(blanks.length)
  }

  /** Appends to `into` the values of all matching patterns, the most specific first. */
  collect(uri: Uri, into: Value[]): void {
    const parts = uri.split('.')
    for (const shape of this.#shapes.get(parts.length) ?? []) {
      const found = lookUp(shape, parts)
      if (found !== undefined) into.push(found)
    }
  }

  /**
   * The value of the most specific matching pattern: at the first difference from the left, a literal component wins.
   */
  best(uri: Uri): Value | undefined {
    const parts = uri.split('.')
    for (const shape of this.#shapes.get(parts.length) ?? []) {
      const found = lookUp(shape, parts)
      if (found !== undefined) return found
    }
    return undefined
  }
}

const lookUp = <Value>({ blanks, patterns }: Shape<Value>, parts: readonly string[]): Value | undefined =>
  patterns.get(parts.map((part, index) => (blanks[index] === true ? '' : part)).join('.'))

const blanksOf = (pattern: Uri): readonly boolean[] => pattern.split('.').map((part) => part === '')

const isSame = (ones: readonly boolean[], others: readonly boolean[]): boolean =>
  ones.every((one, index) => one === others[index])

function bySpecificity({ blanks: ones }: Shape<unknown>, { blanks: others }: Shape<unknown>): number {
  const at = ones.findIndex((one, index) => one !== others[index])
  return at < 0 ? 0 : Number(ones[at]) - Number(others[at])
}
